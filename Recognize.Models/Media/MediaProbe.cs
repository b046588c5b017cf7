using System.Text.Json;
using Recognize.Models.Media.Ffmpeg;

namespace Recognize.Models.Media;

/// <summary>Reads what an audio or video file says about itself, by ffprobe. Thread-safe; one process for each call.</summary>
public sealed class MediaProbe(MediaOptions options)
{
    private const int MaxJsonLength = 4 << 20;

    /// <exception cref="UnreadableMediaException">The file itself is at fault: permanent.</exception>
    /// <exception cref="IOException">The file cannot be read now, or is gone.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to read the file.</exception>
    /// <exception cref="InvalidOperationException">ffprobe is not installed.</exception>
    public MediaFacts Read(string path, CancellationToken cancellationToken)
    {
        using var file = MediaFile.Open(path);
        var head = file.ReadHead(MediaContent.HeadLength);
        var output = new FfmpegProcess(options.FfprobePath, options.ProbeTimeout, options.FfmpegMemoryMiB).Run(
            [
                "-v", "error", "-hide_banner", "-max_alloc", "536870912", .. FfmpegProcess.InputOptions,
                "-print_format", "json", "-show_format", "-show_streams", "-i", FfmpegProcess.InputName(path),
            ],
            MaxJsonLength, cancellationToken);
        if (output.ExitCode != 0)
        {
            file.ProveReadable(cancellationToken);
            throw new UnreadableMediaException(ExplainFailure(head), new InvalidDataException(output.Errors));
        }

        var facts = Parse(output.Bytes);
        if (!facts.HasAudio && !facts.HasVideo)
            throw new UnreadableMediaException("The file holds neither sound nor moving pictures that can be read.");
        return facts;
    }

    private static MediaFacts Parse(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return ProbeJson.ToFacts(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new UnreadableMediaException("What the file says about itself cannot be understood.", e);
        }
    }

    private static string ExplainFailure(ReadOnlySpan<byte> head)
    {
        if (MediaContent.IdentifyPhoto(head) is { } photo)
            return $"This is no sound or video: it holds a {photo.Name} photo.";
        return MediaContent.DescribeForeign(head) is { } foreign
            ? $"This is no sound or video: {foreign}."
            : "The sound or video is damaged or incomplete, or of a format that is not supported.";
    }
}
