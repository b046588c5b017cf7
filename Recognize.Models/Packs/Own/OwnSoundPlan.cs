using System.Globalization;

namespace Recognize.Models.Packs.Own;

/// <summary>Settles how a network for music takes sound from what the owner said and what the file says.</summary>
/// <param name="Input">What is used.</param>
/// <param name="Assumptions">What nobody said, in words: the owner can put it right with <c>--input</c>.</param>
internal sealed record OwnSoundPlan(OwnSoundInput Input, IReadOnlyList<string> Assumptions)
{
    public const int UsualRate = 16_000;
    public const double ShortestSeconds = 0.1;
    public const double LongestSeconds = 60;

    private static readonly (SoundForm Form, long Frames, long Bands)[] Spectrograms =
        [(SoundForm.Musicnn, 187, 96), (SoundForm.Yamnet, 96, 64)];

    /// <param name="request">What the owner said.</param>
    /// <param name="shape">The input's shape as the network declares it, -1 where any size may be given.</param>
    /// <param name="takesBytes">The network takes bytes and not floats.</param>
    /// <exception cref="ModelRefusedException">It takes no sound, or not of the length that was said.</exception>
    public static OwnSoundPlan Settle(OwnSoundRequest request, IReadOnlyList<int> shape, bool takesBytes)
    {
        if (takesBytes)
            throw new ModelRefusedException("Its input is bytes; a network for music takes floats.");
        foreach (var (form, frames, bands) in Spectrograms)
        {
            if (request.Form is { } said && said != form)
                continue;
            // Where nobody said so, only the very sizes tell a spectrogram.
            var fits = Fit(shape, [1, frames, bands]) ?? Fit(shape, [1, frames, bands, 1]) ?? Fit(shape, [1, 1, frames, bands])
                ?? Fit(shape, [frames, bands]);
            if (fits is null || (request.Form is null && !(shape.Contains((int)frames) && shape.Contains((int)bands))))
                continue;
            return new OwnSoundPlan(
                new OwnSoundInput(form, UsualRate, fits),
                request.Form is null ? [$"logmel={form.ToString().ToLowerInvariant()} (its input is {frames} x {bands})"] : []);
        }
        return request.Form is null ? Waveform(request, shape) : throw NoSound(shape);
    }

    private static OwnSoundPlan Waveform(OwnSoundRequest request, IReadOnlyList<int> shape)
    {
        var rate = request.SampleRate ?? UsualRate;
        var declared = shape.Where(size => size > 1).ToArray();
        if (declared.Length > 1)
            throw NoSound(shape);
        if (declared.Length == 0 && request.Seconds is null)
        {
            throw new ModelRefusedException(
                "It takes sound of any length: say with --input how much it was trained on, such as seconds=3.");
        }
        var wanted = request.Seconds is { } seconds ? (long)Math.Round(seconds * rate) : declared[0];
        if (declared is [var only] && only != wanted)
            throw new ModelRefusedException($"--input says {wanted} samples, but the network takes {only} only.");
        var fits = Fit(shape, [wanted]) ?? Fit(shape, [1, wanted]) ?? Fit(shape, [1, 1, wanted]) ?? Fit(shape, [1, wanted, 1])
            ?? throw NoSound(shape);
        var input = new OwnSoundInput(SoundForm.Waveform, rate, fits);
        if (input.Seconds is < ShortestSeconds or > LongestSeconds)
        {
            throw new ModelRefusedException(string.Create(
                CultureInfo.InvariantCulture,
                $"Its input is {wanted} samples, {input.Seconds:0.###} s: a network for music takes {ShortestSeconds} to {LongestSeconds} s."));
        }
        return new OwnSoundPlan(
            input, request.SampleRate is null ? [$"rate={rate}"] : []);
    }

    /// <summary>A shape as a network may take it, or null where a size that it declares is another.</summary>
    private static long[]? Fit(IReadOnlyList<int> declared, long[] wanted) =>
        declared.Count == wanted.Length && declared.Zip(wanted).All(pair => pair.First <= 0 || pair.First == pair.Second)
            ? wanted
            : null;

    private static ModelRefusedException NoSound(IReadOnlyList<int> shape) => new(
        $"Its input has the shape [{string.Join(", ", shape.Select(size => size < 0 ? "any" : size.ToString(CultureInfo.InvariantCulture)))}]; "
        + "a network for music takes mono sound, [samples] or [1, samples], or a spectrogram, [1, 187, 96] (musicnn) or "
        + "[1, 96, 64] (yamnet).");
}
