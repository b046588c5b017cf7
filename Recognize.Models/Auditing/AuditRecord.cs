namespace Recognize.Models.Auditing;

/// <summary>Who acts.</summary>
/// <param name="UserId">The user; null for nobody known and for programs.</param>
/// <param name="Name">In words, for instance <c>anna</c> or <c>command line</c>.</param>
/// <param name="Address">Where the request came from, without a port; null for what happens on the machine.</param>
public sealed record AuditActor(Guid? UserId, string Name, string? Address = null)
{
    /// <summary>Whoever has access to the machine's terminal.</summary>
    public static AuditActor CommandLine { get; } = new(null, "command line");

    /// <summary>An actor that has a name only.</summary>
    public static implicit operator AuditActor(string name) => new(null, name);
}

/// <summary>The user something is done to.</summary>
public sealed record AuditSubject(Guid Id, string Name);

/// <summary>An entry to append.</summary>
/// <param name="Actor">Who did it.</param>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="Summary">What was done, as a sentence without names of users: it stays when their data are erased.</param>
public sealed record AuditRecord(AuditActor Actor, string Action, string Summary)
{
    /// <summary>The user it was done to, who may read the entry as well.</summary>
    public AuditSubject? About { get; init; }

    /// <summary>Particulars that go with the user's data; never a secret, a path, or the name of somebody in a photo.</summary>
    public string? Detail { get; init; }
}
