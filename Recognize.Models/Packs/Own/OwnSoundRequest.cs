using System.Globalization;

namespace Recognize.Models.Packs.Own;

/// <summary>
/// What an owner says of the input of a network for music, <c>rate=16000,seconds=3</c> or <c>logmel=musicnn</c>; what is
/// left out is taken from the network.
/// </summary>
internal sealed record OwnSoundRequest
{
    public int? SampleRate { get; init; }

    public double? Seconds { get; init; }

    /// <summary>A form of spectrogram, or null for what the shape tells.</summary>
    public SoundForm? Form { get; init; }

    /// <summary>Reads the text of <c>--input</c>; nothing is fine.</summary>
    /// <exception cref="ModelRefusedException">A part is not understood; the message shows what is.</exception>
    public static OwnSoundRequest Parse(string? text)
    {
        var request = new OwnSoundRequest();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            request = part.ToLowerInvariant().Split('=', StringSplitOptions.TrimEntries) switch
            {
                ["rate", var rate] => request with { SampleRate = (int)Number(part, rate, 8000, 48_000) },
                ["seconds", var seconds] => request with
                {
                    Seconds = Number(part, seconds, OwnSoundPlan.ShortestSeconds, OwnSoundPlan.LongestSeconds),
                },
                ["logmel", "musicnn"] => request with { Form = SoundForm.Musicnn },
                ["logmel", "yamnet"] => request with { Form = SoundForm.Yamnet },
                _ => throw NotUnderstood(part),
            };
        }
        return request.Form is not null && request is not { SampleRate: null or OwnSoundPlan.UsualRate, Seconds: null }
            ? throw new ModelRefusedException("A logmel of --input has its own length, and a rate of 16000.")
            : request;
    }

    private static double Number(string part, string text, double least, double most)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            throw NotUnderstood(part);
        return value >= least && value <= most
            ? value
            : throw new ModelRefusedException(string.Create(
                CultureInfo.InvariantCulture, $"\"{part}\" of --input must be {least} to {most}."));
    }

    private static ModelRefusedException NotUnderstood(string part) => new(
        $"\"{part}\" of --input is not understood. Known for music are rate=16000 and seconds=3 for a network that takes "
        + "samples, and logmel=musicnn or logmel=yamnet for one that takes a spectrogram.");
}
