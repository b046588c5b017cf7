namespace Recognize.Models.Media;

/// <summary>Limits and programs for reading media.</summary>
public sealed record MediaOptions
{
    public const string SectionName = "Recognize:Media";

    /// <summary>Photos of more pixels are refused from their header, undecoded. 1 to 4,000 million.</summary>
    public long MaxPixels { get; init; } = 300_000_000;

    /// <summary>
    /// Photos of more pixels are decoded one at a time, so that memory stays bounded whatever the number of threads. Of those
    /// that lie in memory as a whole while they are decoded, a quarter counts: HEIF, AVIF, JPEG XL, and whatever is interlaced.
    /// Pixels, 1 to 4,000 million.
    /// </summary>
    public long LargePhotoPixels { get; init; } = 50_000_000;

    /// <summary>A photo that takes longer to decode is refused. One second to one hour.</summary>
    public TimeSpan DecodeTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Memory that the decoding of one photo may take; beyond it the photo is refused. MiB, 256 to 65536.</summary>
    public int DecodeMemoryMiB { get; init; } = 3072;

    /// <summary>Memory that ffmpeg may take for one video or track. MiB, 256 to 65536.</summary>
    public int FfmpegMemoryMiB { get; init; } = 4096;

    /// <summary>A video or track whose facts take longer to read is refused. One second to one hour.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A video whose poster frame takes longer to make is refused. One second to one hour.</summary>
    public TimeSpan PosterTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A video whose frames take longer to choose is refused. One second to one hour.</summary>
    public TimeSpan FramesTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A track of which one stretch takes longer to decode is refused. One second to one hour.</summary>
    public TimeSpan AudioTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Program that reads audio and video: a path, or a name that is looked up in PATH.</summary>
    public string FfmpegPath { get; init; } = "ffmpeg";

    /// <summary>Program that reads facts about audio and video: a path, or a name that is looked up in PATH.</summary>
    public string FfprobePath { get; init; } = "ffprobe";

    /// <summary>WebP quality of thumbnails, 1 to 100.</summary>
    public int ThumbnailQuality { get; init; } = 75;

    /// <summary>WebP effort of thumbnails, 0 (fast, a tenth larger files) to 6.</summary>
    public int ThumbnailEffort { get; init; }

    /// <summary>The defaults on a kind of machine.</summary>
    internal static MediaOptions For(MachineProfile profile) => profile == MachineProfile.Small
        ? new MediaOptions { DecodeMemoryMiB = 512, FfmpegMemoryMiB = 1024 }
        : new MediaOptions();

    /// <summary>Throws <see cref="InvalidOperationException"/> naming the key and the remedy for a bad setting.</summary>
    public void Validate()
    {
        Check(MaxPixels is >= 1_000_000 and <= 4_000_000_000, nameof(MaxPixels), "between 1000000 and 4000000000");
        Check(LargePhotoPixels is >= 1_000_000 and <= 4_000_000_000, nameof(LargePhotoPixels),
            "between 1000000 and 4000000000");
        Check(DecodeMemoryMiB is >= 256 and <= 65536, nameof(DecodeMemoryMiB), "between 256 and 65536");
        Check(FfmpegMemoryMiB is >= 256 and <= 65536, nameof(FfmpegMemoryMiB), "between 256 and 65536");
        CheckTime(DecodeTimeout, nameof(DecodeTimeout));
        CheckTime(ProbeTimeout, nameof(ProbeTimeout));
        CheckTime(PosterTimeout, nameof(PosterTimeout));
        CheckTime(FramesTimeout, nameof(FramesTimeout));
        CheckTime(AudioTimeout, nameof(AudioTimeout));
        Check(!string.IsNullOrWhiteSpace(FfmpegPath), nameof(FfmpegPath), "a path, or \"ffmpeg\" to look in PATH");
        Check(!string.IsNullOrWhiteSpace(FfprobePath), nameof(FfprobePath), "a path, or \"ffprobe\" to look in PATH");
        Check(ThumbnailQuality is >= 1 and <= 100, nameof(ThumbnailQuality), "between 1 and 100");
        Check(ThumbnailEffort is >= 0 and <= 6, nameof(ThumbnailEffort), "between 0 and 6");
    }

    private static void CheckTime(TimeSpan time, string setting) =>
        Check(time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromHours(1), setting,
            "between 00:00:01 and 01:00:00");

    private static void Check(bool good, string setting, string rule)
    {
        if (!good)
            throw new InvalidOperationException($"{SectionName}:{setting} must be {rule}.");
    }
}
