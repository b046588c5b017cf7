namespace Recognize.Models.Landmarks.Features;

/// <summary>A point that stands out in an octave of a scale space.</summary>
/// <param name="X">Column in pixels of the octave, between pixels.</param>
/// <param name="Y">Row in pixels of the octave, between pixels.</param>
/// <param name="Level">Level of the octave, between levels.</param>
/// <param name="Strength">Contrast against its surroundings, 0..1.</param>
internal readonly record struct Blob(float X, float Y, float Level, float Strength);

/// <summary>
/// Finds the extrema of the differences of an octave's levels, to a part of a pixel and a level, without those on
/// straight edges, whose place along the edge is anyone's guess (Lowe 2004, sections 3 and 4).
/// </summary>
internal static class BlobDetector
{
    // Lowe asks for 0.03; dim and night photos have good points below that, and only the strongest are kept anyway.
    private const float MinStrength = 0.004f;

    // Lowe 2004, section 4.1.
    private const float MaxEdgeRatio = 10;

    private const int Border = 5;
    private const int MaxSteps = 5;

    public static void Find(ScaleSpaceOctave octave, List<Blob> found)
    {
        var differences = octave.Differences();
        try
        {
            for (var level = 1; level <= ScaleSpaceOctave.Scales; level++)
                FindOnLevel(differences, level, found);
        }
        finally
        {
            foreach (var difference in differences)
                difference.Dispose();
        }
    }

    private static void FindOnLevel(GreyPlane[] differences, int level, List<Blob> found)
    {
        var (width, height) = (differences[0].Width, differences[0].Height);
        ReadOnlySpan<float> below = differences[level - 1].Values;
        ReadOnlySpan<float> here = differences[level].Values;
        ReadOnlySpan<float> above = differences[level + 1].Values;
        for (var y = Border; y < height - Border; y++)
        {
            for (var x = Border; x < width - Border; x++)
            {
                var at = (y * width) + x;
                var value = here[at];
                // Half: the peak between the pixels may be higher.
                if (MathF.Abs(value) < MinStrength / 2)
                    continue;
                var sign = MathF.Sign(value);
                if (IsPeak(here, at, width, value, sign, skipCentre: true)
                    && IsPeak(below, at, width, value, sign, skipCentre: false)
                    && IsPeak(above, at, width, value, sign, skipCentre: false)
                    && Refine(differences, x, y, level) is { } blob)
                    found.Add(blob);
            }
        }
    }

    private static bool IsPeak(ReadOnlySpan<float> plane, int at, int width, float value, int sign, bool skipCentre)
    {
        value *= sign;
        return value >= sign * plane[at - 1] && value >= sign * plane[at + 1]
            && value >= sign * plane[at - width] && value >= sign * plane[at + width]
            && value >= sign * plane[at - width - 1] && value >= sign * plane[at - width + 1]
            && value >= sign * plane[at + width - 1] && value >= sign * plane[at + width + 1]
            && (skipCentre || value >= sign * plane[at]);
    }

    /// <summary>Moves to the top of the quadric through the neighbours; null when that is no clear point.</summary>
    private static Blob? Refine(GreyPlane[] differences, int x, int y, int level)
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            var peak = Quadric.Around(differences, x, y, level);
            if (!peak.HasTop)
                return null;
            if (MathF.Abs(peak.OffsetX) <= 0.5f && MathF.Abs(peak.OffsetY) <= 0.5f && MathF.Abs(peak.OffsetLevel) <= 0.5f)
            {
                var strength = MathF.Abs(peak.Value);
                return strength < MinStrength || peak.EdgeRatio > MaxEdgeRatio
                    ? null
                    : new Blob(x + peak.OffsetX, y + peak.OffsetY, level + peak.OffsetLevel, strength);
            }
            x += (int)MathF.Round(peak.OffsetX);
            y += (int)MathF.Round(peak.OffsetY);
            level += (int)MathF.Round(peak.OffsetLevel);
            if (level < 1 || level > ScaleSpaceOctave.Scales
                || x < Border || x >= differences[0].Width - Border
                || y < Border || y >= differences[0].Height - Border)
                return null;
        }
        return null;
    }
}
