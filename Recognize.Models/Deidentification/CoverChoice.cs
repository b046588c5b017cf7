using System.Globalization;

namespace Recognize.Models.Deidentification;

/// <summary>A method with its strength, which is relative to the face: small and large faces lose equally much.</summary>
/// <param name="Method">The method.</param>
/// <param name="Strength">
/// Pixelated: squares across the longer side of the face, 1 to 64 (fewer is stronger). Blurred: standard deviation in
/// fractions of that side, 0.01 to 2 (more is stronger). Solid: 0.
/// </param>
public sealed record CoverChoice(CoverMethod Method, double Strength)
{
    /// <summary>What needs no figures to be trusted, and is taken when nothing is chosen.</summary>
    public static CoverChoice Solid { get; } = new(CoverMethod.Solid, 0);

    /// <summary>Whether the strength has a meaning for the method.</summary>
    public bool IsMeaningful => Method switch
    {
        CoverMethod.Solid => Strength == 0,
        CoverMethod.Pixelated => Strength is >= 1 and <= 64,
        CoverMethod.Blurred => Strength is >= 0.01 and <= 2,
        _ => false,
    };

    /// <summary>In words: <c>8 squares across the face</c>.</summary>
    public override string ToString() => Method switch
    {
        CoverMethod.Solid => "one colour",
        CoverMethod.Pixelated => string.Create(CultureInfo.InvariantCulture, $"{Strength:0.##} squares across the face"),
        _ => string.Create(CultureInfo.InvariantCulture, $"a blur of {Strength:0.###} of the face"),
    };
}
