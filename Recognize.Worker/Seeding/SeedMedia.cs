using System.Globalization;
using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Worker.Seeding;

/// <summary>How one task of a made-up file stands.</summary>
internal sealed record SeedTask(AnalysisTask Task, AnalysisState State, TimeSpan DueIn, AnalysisErrorKind? Error, string? Reason);

/// <summary>A made-up file: one of a household's photos of twenty years, in a folder for each month.</summary>
internal sealed record SeedMedia
{
    private static readonly DateTimeOffset First = new(2005, 1, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Span = TimeSpan.FromDays(7_600);
    private static readonly string[] Cameras = ["NIKON D90", "Canon EOS 70D", "Pixel 6", "iPhone 12", "DMC-TZ41"];

    public required Guid Id { get; init; }

    public required string Path { get; init; }

    public required MediaKind Kind { get; init; }

    public required string MimeType { get; init; }

    public required long SizeBytes { get; init; }

    public required DateTimeOffset TakenAt { get; init; }

    public required bool IsRemoved { get; init; }

    public required byte[] Hash { get; init; }

    public required string Camera { get; init; }

    /// <summary>Degrees; null for most.</summary>
    public required (double Latitude, double Longitude)? Place { get; init; }

    public required IReadOnlyList<SeedTask> Tasks { get; init; }

    /// <summary>The file at a place in the order of time.</summary>
    public static SeedMedia Make(SeedRandom random, int number, int count)
    {
        var kind = random.Next(100) switch { < 90 => MediaKind.Photo, < 96 => MediaKind.Video, _ => MediaKind.Audio };
        var takenAt = First + (Span * ((number + random.NextDouble()) / count));
        var (mimeType, extension, megabytes) = kind switch
        {
            MediaKind.Photo => ("image/jpeg", "jpg", 1 + random.Next(8)),
            MediaKind.Video => ("video/mp4", "mp4", 5 + random.Next(300)),
            _ => ("audio/mpeg", "mp3", 3 + random.Next(12)),
        };
        var hash = new byte[32];
        for (var i = 0; i < hash.Length; i++)
            hash[i] = (byte)random.Next(256);
        return new SeedMedia
        {
            Id = random.NextId(),
            Path = string.Create(
                CultureInfo.InvariantCulture,
                $"{takenAt:yyyy}/{takenAt:yyyy-MM}/{takenAt:dd}-{random.Next(3)}/IMG_{number:0000000}.{extension}"),
            Kind = kind,
            MimeType = mimeType,
            SizeBytes = (megabytes * 1_000_000L) + random.Next(1_000_000),
            TakenAt = takenAt,
            IsRemoved = random.IsOneOf(100),
            Hash = hash,
            Camera = Cameras[random.Next(Cameras.Length)],
            Place = random.IsOneOf(3) ? (48 + (4 * random.NextDouble()), 8 + (6 * random.NextDouble())) : null,
            Tasks = MakeTasks(random, kind),
        };
    }

    private static IReadOnlyList<SeedTask> MakeTasks(SeedRandom random, MediaKind kind)
    {
        // Of a hundred files one cannot be read, four are new, and five have yet to be looked at for places.
        var fate = random.Next(1000);
        return [.. TaskPlan.TasksOf(kind).Select(task => fate switch
        {
            < 10 => Failed(task, AnalysisState.Failed, AnalysisErrorKind.Unreadable, "The file is damaged: it ends too early."),
            10 => Failed(task, AnalysisState.Quarantined, AnalysisErrorKind.Poison,
                "The file took the worker down twice and is left alone until it changes."),
            < 50 => new SeedTask(task, AnalysisState.Due, TimeSpan.Zero, null, null),
            < 55 => new SeedTask(
                task, AnalysisState.Due, TimeSpan.FromMinutes(40), AnalysisErrorKind.Transient, "The file could not be opened."),
            < 105 when task == AnalysisTask.Landmarks => new SeedTask(task, AnalysisState.Due, TimeSpan.Zero, null, null),
            < 155 when task == AnalysisTask.Music => new SeedTask(task, AnalysisState.Waiting, TimeSpan.Zero, null, null),
            _ => new SeedTask(task, AnalysisState.Done, TimeSpan.Zero, null, null),
        })];
    }

    private static SeedTask Failed(AnalysisTask task, AnalysisState state, AnalysisErrorKind error, string reason) =>
        new(task, state, TimeSpan.Zero, error, reason);
}
