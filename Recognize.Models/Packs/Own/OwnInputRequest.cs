using System.Globalization;

namespace Recognize.Models.Packs.Own;

/// <summary>
/// What an owner says of a network's input, <c>size=224,channels=rgb,mean=127.5,scale=1/127.5</c>; what is left out is
/// taken from the network, or assumed.
/// </summary>
public sealed record OwnInputRequest
{
    /// <summary>Widest and highest input that is taken, in pixels.</summary>
    public const int LargestSide = 2048;

    public int? Width { get; init; }

    public int? Height { get; init; }

    public bool? Interleaved { get; init; }

    public bool? BlueFirst { get; init; }

    /// <summary>Subtracted from each byte, for red, green and blue.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>Multiplied after that, for red, green and blue.</summary>
    public IReadOnlyList<float>? Scale { get; init; }

    public double? Crop { get; init; }

    /// <summary>Reads the text of <c>--input</c>; nothing is fine.</summary>
    /// <exception cref="ModelRefusedException">A part is not understood; the message shows what is.</exception>
    public static OwnInputRequest Parse(string? text)
    {
        var request = new OwnInputRequest();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (key, value) = part.Split('=', 2) is [var left, var right] ? (left.Trim(), right.Trim()) : (part, "");
            request = key.ToLowerInvariant() switch
            {
                "size" => request.WithSize(part, value),
                "layout" => request with { Interleaved = Choose(part, value, "nchw", "nhwc") },
                "channels" => request with { BlueFirst = Choose(part, value, "rgb", "bgr") },
                "mean" => request with { Mean = Triple(part, value) },
                "scale" => request with { Scale = Triple(part, value) },
                "crop" => request with { Crop = InRange(part, Number(part, value), 0.1, 1) },
                "pixels" => request.WithPixels(part, value),
                _ => throw NotUnderstood(part),
            };
        }
        return request;
    }

    private OwnInputRequest WithSize(string part, string value)
    {
        var sides = value.Split('x');
        if (sides.Length > 2)
            throw NotUnderstood(part);
        var numbers = Array.ConvertAll(sides, side => (int)InRange(part, Number(part, side), 8, LargestSide));
        return this with { Width = numbers[0], Height = numbers[^1] };
    }

    private OwnInputRequest WithPixels(string part, string value) => value.ToLowerInvariant() switch
    {
        "0..255" => this with { Mean = PixelRange.Bytes.Mean, Scale = PixelRange.Bytes.Scale },
        "0..1" => this with { Mean = PixelRange.ZeroToOne.Mean, Scale = PixelRange.ZeroToOne.Scale },
        "-1..1" => this with { Mean = PixelRange.MinusOneToOne.Mean, Scale = PixelRange.MinusOneToOne.Scale },
        "imagenet" => this with { Mean = PixelRange.ImageNet.Mean, Scale = PixelRange.ImageNet.Scale },
        _ => throw NotUnderstood(part),
    };

    private static bool Choose(string part, string value, string no, string yes) =>
        string.Equals(value, yes, StringComparison.OrdinalIgnoreCase)
        || (string.Equals(value, no, StringComparison.OrdinalIgnoreCase) ? false : throw NotUnderstood(part));

    private static float[] Triple(string part, string value)
    {
        var numbers = Array.ConvertAll(value.Split(':'), text => (float)Number(part, text));
        return numbers.Length switch
        {
            1 => [numbers[0], numbers[0], numbers[0]],
            3 => numbers,
            _ => throw NotUnderstood(part),
        };
    }

    /// <summary>A number or a fraction such as <c>1/127.5</c>.</summary>
    private static double Number(string part, string text)
    {
        var sides = text.Split('/');
        var numbers = new double[sides.Length];
        for (var at = 0; at < sides.Length; at++)
        {
            if (!double.TryParse(sides[at], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[at]))
                throw NotUnderstood(part);
        }
        var number = numbers.Length switch { 1 => numbers[0], 2 => numbers[0] / numbers[1], _ => double.NaN };
        return double.IsFinite((float)number) ? number : throw NotUnderstood(part);
    }

    private static double InRange(string part, double value, double least, double most) =>
        value >= least && value <= most
            ? value
            : throw new ModelRefusedException(string.Create(
                CultureInfo.InvariantCulture, $"\"{part}\" of --input must be {least} to {most}."));

    private static ModelRefusedException NotUnderstood(string part) => new(
        $"\"{part}\" of --input is not understood. Known are size=224 or size=320x240, layout=nchw|nhwc, channels=rgb|bgr, "
        + "pixels=0..255|0..1|-1..1|imagenet, or mean=127.5 and scale=1/127.5 (three values with colons between them where "
        + "the channels differ), crop=0.875.");
}
