namespace Recognize.Worker.Seeding;

/// <summary>A library to make up.</summary>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="OwnerName">Two users get different rows of the same seed.</param>
/// <param name="Media">Files.</param>
/// <param name="Faces">Faces on them.</param>
/// <param name="Seed">The same seed makes the same rows.</param>
internal sealed record SeedRequest(Guid OwnerId, string OwnerName, int Media, int Faces, int Seed);

/// <summary>What was made, in rows.</summary>
internal sealed record SeedReport
{
    public int Media { get; set; }

    public int Tasks { get; set; }

    public int Tags { get; set; }

    public int Faces { get; set; }

    public int People { get; set; }

    public int JobRuns { get; set; }

    public double Seconds { get; set; }
}
