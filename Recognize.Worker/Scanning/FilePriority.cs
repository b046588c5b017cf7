namespace Recognize.Worker.Scanning;

/// <summary>Which files are analysed first: what came lately is what its owner wants to see.</summary>
internal static class FilePriority
{
    /// <summary>Lower is sooner.</summary>
    public const short New = 0;

    public const short Old = 5;

    private static readonly TimeSpan NewFor = TimeSpan.FromDays(30);

    /// <summary>By the file's time on the disk; a camera's clock in the future makes it new.</summary>
    public static short Of(WalkedFile file, DateTimeOffset now) =>
        file.ModifiedTicks > (now - NewFor).UtcTicks ? New : Old;
}
