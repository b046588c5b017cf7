using System.Globalization;
using Recognize.Models.Media.Ffmpeg;
using Recognize.Models.Media.Photos;
using Recognize.Models.Media.Video;

namespace Recognize.Models.Media;

/// <summary>
/// Takes the frames of a video that show different things, with ffmpeg. Thread-safe; one or two processes for each call.
/// </summary>
/// <remarks>
/// Only keyframes are decoded: encoders set one at every cut and every few seconds besides, and a film costs a hundredth
/// of its length. Where a short clip has too few of them (some recorders set a single one), all of it is decoded.
/// </remarks>
public sealed class VideoFrameExtractor(MediaOptions options)
{
    // 8K video in every shape there is; decoders hold several frames at once.
    private const long MaxFramePixels = 70_000_000;

    /// <summary>Pictures looked at for each one that may be kept.</summary>
    private const int CandidatesPerFrame = 8;

    /// <summary>Pictures nearer to each other than this show much the same.</summary>
    private const double LeastGapSeconds = 0.5;

    /// <summary>A stretch without a keyframe that is too long to leave unseen, when the clip is short enough to decode.</summary>
    private const double LongestGapSeconds = 5;

    /// <summary>Clips up to this long may be decoded whole: about as many seconds of one core as they last, at 4K.</summary>
    private const double LongestWholeSeconds = 90;

    /// <summary>
    /// At most <paramref name="maxFrames"/> frames in the order of time, each at most <paramref name="maxEdgePixels"/>
    /// on its longer side; one at least. The caller disposes them.
    /// </summary>
    /// <exception cref="UnreadableMediaException">No frame can be decoded, or not in time: permanent.</exception>
    /// <exception cref="IOException">The file cannot be read now, or is gone.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to read the file.</exception>
    public IReadOnlyList<VideoFrame> Extract(
        string path, MediaFacts facts, int maxFrames, int maxEdgePixels, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxFrames);
        using var file = MediaFile.Open(path);
        if (facts is not { HasVideo: true, Width: { } fullWidth, Height: { } fullHeight })
            throw new UnreadableMediaException("The file holds no moving pictures.");
        PhotoLimits.Check(fullWidth, fullHeight, Math.Min(MaxFramePixels, options.MaxPixels));

        var (width, height) = PixelResizer.FitWithin(fullWidth, fullHeight, maxEdgePixels);
        var duration = facts.Duration?.TotalSeconds ?? 0;
        var gap = Math.Max(LeastGapSeconds, duration / (maxFrames * CandidatesPerFrame));
        var pass = Take(path, "nokey", gap, maxFrames, width, height, cancellationToken);
        if (duration <= LongestWholeSeconds && pass.LongestGap(duration) > Math.Max(LongestGapSeconds, 2 * gap))
        {
            var whole = Take(path, "default", gap, maxFrames, width, height, cancellationToken);
            (pass, var other) = whole.Frames.Count > 0 ? (whole, pass) : (pass, whole);
            foreach (var frame in other.Frames)
                frame.Dispose();
        }
        if (pass.Frames.Count > 0)
            return pass.Frames;

        file.ProveReadable(cancellationToken);
        throw new UnreadableMediaException("No picture of the video can be decoded: it is damaged or incomplete.");
    }

    private Pass Take(
        string path, string skipped, double gap, int maxFrames, int width, int height,
        CancellationToken cancellationToken)
    {
        var invariant = CultureInfo.InvariantCulture;
        var selection = new FrameSelection(maxFrames);
        var times = new List<double>();
        try
        {
            // How it ended does not matter: what could be decoded of a damaged video is what there is.
            new FfmpegProcess(options.FfmpegPath, options.FramesTimeout, options.FfmpegMemoryMiB).Stream(
                [
                    "-nostdin", "-nostats", "-v", "info", "-hide_banner", "-max_alloc", "1073741824", "-threads", "1",
                    "-skip_frame", skipped, .. FfmpegProcess.InputOptions, "-i", FfmpegProcess.InputName(path),
                    "-map", "0:V:0", "-filter_threads", "1",
                    "-vf", string.Create(
                        invariant,
                        $"select='isnan(prev_selected_t)+gte(t-prev_selected_t,{gap:0.###})',scale={width}:{height}:flags=area,format=rgb24,showinfo=checksum=0"),
                    "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1",
                ],
                output => ReadFrames(output, width, height, selection),
                line =>
                {
                    if (FrameTime.Read(line) is { } time)
                        times.Add(time);
                },
                cancellationToken);
            // A frame whose line is missing was printed when the process was ended in between.
            var frames = selection.Frames.Where(frame => frame.Index < times.Count)
                .Select(frame => new VideoFrame(Math.Max(0, times[frame.Index]), frame.Image)).ToList();
            foreach (var (_, image) in selection.Frames.Where(frame => frame.Index >= times.Count))
                image.Dispose();
            return new Pass(frames, times);
        }
        catch
        {
            selection.Clear();
            throw;
        }
    }

    private static void ReadFrames(Stream output, int width, int height, FrameSelection selection)
    {
        for (var index = 0; ; index++)
        {
            var image = PixelImage.Rent(width, height);
            if (output.ReadAtLeast(image.Pixels, image.Pixels.Length, throwOnEndOfStream: false) < image.Pixels.Length)
            {
                image.Dispose();
                return;
            }
            selection.Offer(index, image);
        }
    }

    /// <summary>What one run gave: the frames kept, and when all that it looked at are shown.</summary>
    private sealed record Pass(IReadOnlyList<VideoFrame> Frames, IReadOnlyList<double> Times)
    {
        /// <summary>Seconds of the longest stretch that no picture was taken of.</summary>
        public double LongestGap(double duration)
        {
            double longest = 0, last = 0;
            foreach (var time in Times.Append(duration))
            {
                longest = Math.Max(longest, time - last);
                last = Math.Max(last, time);
            }
            return longest;
        }
    }
}
