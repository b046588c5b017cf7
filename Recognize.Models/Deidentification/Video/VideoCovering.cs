using System.Globalization;
using System.Text;
using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Media.Ffmpeg;

namespace Recognize.Models.Deidentification.Video;

/// <summary>What became of a video.</summary>
/// <param name="Frames">Frames written.</param>
/// <param name="Covered">Covers laid over all frames; a face that was found in several ways has several.</param>
public sealed record CoveredVideo(int Frames, long Covered);

/// <summary>This machine cannot write videos.</summary>
/// <param name="reason">A sentence.</param>
public sealed class NoVideoEncoderException(string reason) : Exception(reason);

/// <summary>
/// Makes a copy of a video on which everybody but chosen people is unrecognisable: one ffmpeg decodes, each frame is looked
/// at and covered here, another ffmpeg encodes. Frames stream through; neither ffmpeg can write a file. Thread-safe.
/// </summary>
public sealed class VideoCovering(MediaOptions options)
{
    /// <summary>Longest edge of a result, in pixels; larger videos are shrunk to it.</summary>
    public const int MaxEdgePixels = 1920;

    /// <summary>Longer videos are refused: each minute takes many minutes.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private const double UsualRate = 30, HighestRate = 60;
    private const int MaxErrorLength = 2000;
    private const string Encoder = "libx264";

    private static readonly TimeSpan LeastTime = TimeSpan.FromMinutes(5);

    /// <summary>How many times as long as the video its work may take.</summary>
    private const int TimesAsLong = 40;

    private bool? _hasEncoder;

    /// <summary>Writes the covered copy, an MP4 file with H.264.</summary>
    /// <param name="path">The original; it is only read.</param>
    /// <param name="facts">What is known of it.</param>
    /// <param name="detector">Looks for faces.</param>
    /// <param name="plan">What is done.</param>
    /// <param name="chosen">Who stays readable.</param>
    /// <param name="keepsSound">Voices are recognisable: without it the copy is silent.</param>
    /// <param name="target">Receives the file.</param>
    /// <param name="progress">Told of each frame written.</param>
    /// <param name="cancellationToken">Ends both processes.</param>
    /// <exception cref="UnreadableMediaException">The file itself is at fault, or too long.</exception>
    /// <exception cref="NoVideoEncoderException">This machine's ffmpeg has no encoder.</exception>
    /// <exception cref="ModelFileException">A model file is missing or damaged.</exception>
    public CoveredVideo Cover(
        string path, MediaFacts facts, FaceRecognizer detector, CoveringPlan plan, ChosenPeople chosen, bool keepsSound,
        Stream target, Action<int> progress, CancellationToken cancellationToken)
    {
        if (facts is not { HasVideo: true, Width: { } fullWidth, Height: { } fullHeight })
            throw new UnreadableMediaException("The file holds no moving pictures.");
        if (facts.Duration is not { } duration || duration > Longest)
            throw new UnreadableMediaException($"Videos of more than {Longest.TotalMinutes} minutes, or of unknown length, are not exported.");
        RequireEncoder(cancellationToken);
        var rate = Math.Min(facts.FramesPerSecond ?? UsualRate, HighestRate);
        var (width, height) = PixelResizer.FitWithin(fullWidth, fullHeight, MaxEdgePixels);
        // The encoder halves the resolution of colours.
        var size = new FrameSize(Math.Max(2, width & ~1), Math.Max(2, height & ~1), rate);

        using var file = MediaFile.Open(path);
        using var covering = new FrameCovering(detector, plan, chosen, rate);
        var limit = LeastTime + (duration * TimesAsLong);
        var errors = new StringBuilder();
        var exitCode = new FfmpegProcess(options.FfmpegPath, limit, options.FfmpegMemoryMiB).Convert(
            EncoderArguments(path, facts, size, plan.Metadata, keepsSound),
            input => Decode(path, size, limit, covering, input, progress, cancellationToken),
            output => output.CopyTo(target),
            line =>
            {
                if (errors.Length < MaxErrorLength)
                    errors.AppendLine(line);
            },
            cancellationToken);
        if (exitCode != 0)
            throw new UnreadableMediaException("The video could not be encoded.", new InvalidDataException(errors.ToString()));
        if (covering.Frames == 0)
        {
            file.ProveReadable(cancellationToken);
            throw new UnreadableMediaException("No picture of the video can be decoded: it is damaged or incomplete.");
        }
        return new CoveredVideo(covering.Frames, covering.Covered);
    }

    private void Decode(
        string path, FrameSize size, TimeSpan limit, FrameCovering covering, Stream target, Action<int> progress,
        CancellationToken cancellationToken)
    {
        // How it ended does not matter: what could be decoded of a damaged video is what there is.
        new FfmpegProcess(options.FfmpegPath, limit, options.FfmpegMemoryMiB).Stream(
            [
                "-nostdin", "-nostats", "-v", "error", "-hide_banner", "-max_alloc", "1073741824", "-threads", "1",
                .. FfmpegProcess.InputOptions, "-i", FfmpegProcess.InputName(path),
                "-map", "0:V:0", "-an", "-sn", "-dn", "-filter_threads", "1",
                "-vf", string.Create(
                    CultureInfo.InvariantCulture,
                    $"fps=fps={size.Rate:0.######}:start_time=0,scale={size.Width}:{size.Height}:flags=area,format=rgb24"),
                "-f", "rawvideo", "pipe:1",
            ],
            output =>
            {
                while (ReadFrame(output, size) is { } frame)
                    covering.Add(frame, Write, cancellationToken);
                covering.Finish(Write);
            },
            _ => { },
            cancellationToken);

        void Write(PixelImage frame)
        {
            target.Write(frame.Pixels);
            progress(covering.Frames);
        }
    }

    private static PixelImage? ReadFrame(Stream output, FrameSize size)
    {
        var frame = PixelImage.Rent(size.Width, size.Height);
        if (output.ReadAtLeast(frame.Pixels, frame.Pixels.Length, throwOnEndOfStream: false) == frame.Pixels.Length)
            return frame;
        frame.Dispose();
        return null;
    }

    private static IEnumerable<string> EncoderArguments(
        string path, MediaFacts facts, FrameSize size, MetadataChoice metadata, bool keepsSound)
    {
        var invariant = CultureInfo.InvariantCulture;
        string[] sound = keepsSound && facts.HasAudio
            ? [.. FfmpegProcess.InputOptions, "-i", FfmpegProcess.InputName(path)]
            : [];
        string[] soundOut = sound.Length > 0
            ? ["-map", "1:a:0", "-c:a", .. facts.AudioCodec == "aac" ? (string[])["copy"] : ["aac", "-b:a", "160k"]]
            : ["-an"];
        return
        [
            "-nostats", "-v", "error", "-hide_banner", "-max_alloc", "1073741824",
            "-protocol_whitelist", "pipe", "-f", "rawvideo", "-pix_fmt", "rgb24",
            "-video_size", $"{size.Width}x{size.Height}", "-framerate", size.Rate.ToString("0.######", invariant), "-i", "pipe:0",
            .. sound,
            "-map", "0:v:0", .. soundOut, "-sn", "-dn",
            "-map_metadata", "-1", "-map_metadata:s:v", "-1", "-map_metadata:s:a", "-1", "-map_chapters", "-1",
            "-fflags", "+bitexact", .. Kept(facts, metadata),
            "-c:v", Encoder, "-threads", "1", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p",
            // A pipe cannot be gone back in: the index stands in pieces between the pictures.
            "-movflags", "frag_keyframe+empty_moov+default_base_moof", "-f", "mp4", "pipe:1",
        ];
    }

    private static IEnumerable<string> Kept(MediaFacts facts, MetadataChoice metadata)
    {
        if (metadata != MetadataChoice.Strip && facts.CreatedAt is { } created)
            yield return "-metadata";
        else
            yield break;
        yield return string.Create(
            CultureInfo.InvariantCulture, $"creation_time={created.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        if (metadata != MetadataChoice.Keep || facts is not { Latitude: { } latitude, Longitude: { } longitude })
            yield break;
        yield return "-metadata";
        yield return string.Create(CultureInfo.InvariantCulture, $"location={latitude:+00.0000;-00.0000}{longitude:+000.0000;-000.0000}/");
    }

    private void RequireEncoder(CancellationToken cancellationToken)
    {
        _hasEncoder ??= Encoding.UTF8.GetString(
            new FfmpegProcess(options.FfmpegPath, options.ProbeTimeout, options.FfmpegMemoryMiB)
                .Run(["-v", "error", "-hide_banner", "-encoders"], 1 << 20, cancellationToken).Bytes)
            .Contains($" {Encoder} ", StringComparison.Ordinal);
        if (_hasEncoder == false)
        {
            throw new NoVideoEncoderException(
                $"The ffmpeg of this machine cannot write H.264 ({Encoder} is not in it): install one that can to export videos.");
        }
    }

    private sealed record FrameSize(int Width, int Height, double Rate);
}
