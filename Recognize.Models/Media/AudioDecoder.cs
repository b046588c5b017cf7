using System.Globalization;
using System.Runtime.InteropServices;
using Recognize.Models.Media.Ffmpeg;

namespace Recognize.Models.Media;

/// <summary>
/// Decodes a stretch of a recording to mono samples, with ffmpeg. It jumps to the stretch: what lies before it is not
/// decoded. Thread-safe; one process of one thread for each call.
/// </summary>
public sealed class AudioDecoder(MediaOptions options)
{
    /// <summary>Samples per second of what is decoded where no other rate is asked for.</summary>
    public const int SampleRate = 16_000;

    /// <summary>
    /// Samples within −1..1, at most <paramref name="length"/> of them; fewer where the recording ends before, none when
    /// it ends before <paramref name="start"/>.
    /// </summary>
    /// <exception cref="UnreadableMediaException">Nothing can be decoded, or not in time: permanent.</exception>
    /// <exception cref="IOException">The file cannot be read now, or is gone.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to read the file.</exception>
    /// <exception cref="InvalidOperationException">ffmpeg is not installed.</exception>
    public float[] Decode(string path, TimeSpan start, TimeSpan length, CancellationToken cancellationToken) =>
        Decode(path, start, length, SampleRate, cancellationToken);

    /// <summary>The same at another rate, in samples per second.</summary>
    public float[] Decode(
        string path, TimeSpan start, TimeSpan length, int sampleRate, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(start, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        using var file = MediaFile.Open(path);
        var most = checked((int)Math.Ceiling(length.TotalSeconds * sampleRate));
        var output = new FfmpegProcess(options.FfmpegPath, options.AudioTimeout, options.FfmpegMemoryMiB).Run(
            // A resampler may give a few samples more than were asked for.
            Arguments(path, start, length, sampleRate), (most + sampleRate) * sizeof(float), cancellationToken);
        var samples = MemoryMarshal.Cast<byte, float>(output.Bytes);
        if (samples.IsEmpty && (start == TimeSpan.Zero || output.ExitCode != 0))
        {
            file.ProveReadable(cancellationToken);
            throw new UnreadableMediaException(
                "No sound can be decoded: the file is damaged or incomplete, or of a format that is not supported.",
                new InvalidDataException(output.Errors));
        }
        return Clean(samples[..Math.Min(most, samples.Length)]);
    }

    private static IEnumerable<string> Arguments(string path, TimeSpan start, TimeSpan length, int sampleRate)
    {
        string[] seek = start > TimeSpan.Zero ? ["-ss", Seconds(start)] : [];
        return
        [
            "-nostdin", "-v", "error", "-hide_banner", "-max_alloc", "536870912", "-threads", "1",
            .. seek, "-t", Seconds(length), .. FfmpegProcess.InputOptions, "-i", FfmpegProcess.InputName(path),
            "-map", "0:a:0", "-vn", "-sn", "-dn", "-filter_threads", "1",
            "-ac", "1", "-ar", sampleRate.ToString(CultureInfo.InvariantCulture), "-t", Seconds(length),
            "-f", "f32le", "pipe:1",
        ];
    }

    // Files of floats may hold anything, infinities and no-numbers too.
    private static float[] Clean(ReadOnlySpan<float> samples)
    {
        var cleaned = new float[samples.Length];
        for (var index = 0; index < cleaned.Length; index++)
            cleaned[index] = float.IsNaN(samples[index]) ? 0 : Math.Clamp(samples[index], -1, 1);
        return cleaned;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);
}
