using System.Globalization;
using Recognize.Models.Media.Ffmpeg;
using Recognize.Models.Media.Photos;

namespace Recognize.Models.Media;

/// <summary>Takes one frame of a video to show it by, with ffmpeg. Thread-safe; one or two processes for each call.</summary>
public sealed class VideoPosterExtractor(MediaOptions options)
{
    // 8K video in every shape there is; decoders hold several frames at once.
    private const long MaxFramePixels = 70_000_000;

    /// <summary>
    /// A frame near the start (a tenth in, one second at least), upright, at most <paramref name="maxEdgePixels"/> on
    /// its longer side, never enlarged. <paramref name="facts"/> are the video's own, by <see cref="MediaProbe"/>.
    /// </summary>
    /// <exception cref="UnreadableMediaException">No frame can be decoded, or not in time: permanent.</exception>
    /// <exception cref="IOException">The file cannot be read now, or is gone.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to read the file.</exception>
    public PixelImage Extract(string path, MediaFacts facts, int maxEdgePixels, CancellationToken cancellationToken)
    {
        using var file = MediaFile.Open(path);
        if (facts is not { HasVideo: true, Width: { } fullWidth, Height: { } fullHeight })
            throw new UnreadableMediaException("The file holds no moving pictures.");
        PhotoLimits.Check(fullWidth, fullHeight, Math.Min(MaxFramePixels, options.MaxPixels));

        var (width, height) = PixelResizer.FitWithin(fullWidth, fullHeight, maxEdgePixels);
        var at = SeekTo(facts.Duration);
        var frame = Take(path, at, width, height, cancellationToken);
        // Where the duration lies, there is nothing at that time; the first frame is better than none.
        if (frame is null && at > TimeSpan.Zero)
            frame = Take(path, TimeSpan.Zero, width, height, cancellationToken);
        if (frame is not null)
            return frame;

        file.ProveReadable(cancellationToken);
        throw new UnreadableMediaException("No picture of the video can be decoded: it is damaged or incomplete.");
    }

    private static TimeSpan SeekTo(TimeSpan? duration)
    {
        if (duration is not { } length)
            return TimeSpan.Zero;
        var tenth = TimeSpan.FromSeconds(Math.Max(1, length.TotalSeconds / 10));
        return tenth < length / 2 ? tenth : length / 2;
    }

    private PixelImage? Take(string path, TimeSpan at, int width, int height, CancellationToken cancellationToken)
    {
        var invariant = CultureInfo.InvariantCulture;
        var size = checked(width * height * 3);
        var output = new FfmpegProcess(options.FfmpegPath, options.PosterTimeout, options.FfmpegMemoryMiB).Run(
            [
                "-nostdin", "-v", "error", "-hide_banner", "-max_alloc", "1073741824", "-threads", "1",
                "-noaccurate_seek", "-ss", at.TotalSeconds.ToString("0.###", invariant),
                .. FfmpegProcess.InputOptions, "-i", FfmpegProcess.InputName(path),
                "-map", "0:V:0", "-frames:v", "1", "-filter_threads", "1",
                "-vf", string.Create(invariant, $"scale={width}:{height}:flags=area"),
                "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1",
            ],
            maxOutput: size, cancellationToken);
        if (output.Bytes.Length != size)
            return null;
        var image = PixelImage.Rent(width, height);
        output.Bytes.CopyTo(image.Pixels);
        return image;
    }
}
