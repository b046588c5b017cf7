namespace Recognize.Models.Landmarks.Features;

/// <summary>The directions that most edges around a point have (Lowe 2004, section 5).</summary>
internal static class PatchDirections
{
    private const int Bins = 36;
    private const float WindowInSigmas = 1.5f;
    private const float SecondDirection = 0.8f;

    /// <summary>More than two are noise on a round blob.</summary>
    public const int Most = 2;

    /// <summary>Writes at most <see cref="Most"/> directions, in turns, strongest first.</summary>
    /// <returns>How many.</returns>
    public static int Find(GreyPlane level, float x, float y, float sigma, Span<float> turns)
    {
        Span<float> histogram = stackalloc float[Bins];
        histogram.Clear();
        Fill(level, x, y, sigma * WindowInSigmas, histogram);
        Smooth(histogram);
        Smooth(histogram);

        var first = Peak(histogram, -1);
        if (first < 0)
            return 0;
        turns[0] = Interpolate(histogram, first);
        var second = Peak(histogram, first);
        if (second < 0 || histogram[second] < SecondDirection * histogram[first])
            return 1;
        turns[1] = Interpolate(histogram, second);
        return 2;
    }

    private static void Fill(GreyPlane level, float x, float y, float window, Span<float> histogram)
    {
        ReadOnlySpan<float> values = level.Values;
        var radius = (int)MathF.Round(3 * window);
        var (centreX, centreY) = ((int)MathF.Round(x), (int)MathF.Round(y));
        var falloff = -1 / (2 * window * window);
        for (var row = Math.Max(1, centreY - radius); row <= Math.Min(level.Height - 2, centreY + radius); row++)
        {
            var rowWeight = MathF.Exp(falloff * (row - y) * (row - y));
            for (var column = Math.Max(1, centreX - radius); column <= Math.Min(level.Width - 2, centreX + radius); column++)
            {
                var squared = ((column - x) * (column - x)) + ((row - y) * (row - y));
                if (squared > radius * radius)
                    continue;
                var at = (row * level.Width) + column;
                var slopeX = values[at + 1] - values[at - 1];
                var slopeY = values[at + level.Width] - values[at - level.Width];
                var weight = rowWeight * Falloff((column - x) * (column - x) * falloff)
                    * MathF.Sqrt((slopeX * slopeX) + (slopeY * slopeY));
                histogram[(int)(Gradient.Turn(slopeX, slopeY) * Bins)] += weight;
            }
        }
    }

    private static float Falloff(float exponent) => MathF.Exp(exponent);

    private static void Smooth(Span<float> histogram)
    {
        var (first, before) = (histogram[0], histogram[^1]);
        for (var i = 0; i < histogram.Length; i++)
        {
            var here = histogram[i];
            var after = i + 1 < histogram.Length ? histogram[i + 1] : first;
            histogram[i] = (before + (2 * here) + after) / 4;
            before = here;
        }
    }

    /// <summary>The highest local maximum but for one; -1 when there is none.</summary>
    private static int Peak(ReadOnlySpan<float> histogram, int except)
    {
        var best = -1;
        for (var i = 0; i < Bins; i++)
        {
            var value = histogram[i];
            var isPeak = i != except && value > 0
                && value > histogram[(i + Bins - 1) % Bins] && value >= histogram[(i + 1) % Bins];
            if (isPeak && (best < 0 || value > histogram[best]))
                best = i;
        }
        return best;
    }

    private static float Interpolate(ReadOnlySpan<float> histogram, int peak)
    {
        var (left, middle, right) = (histogram[(peak + Bins - 1) % Bins], histogram[peak], histogram[(peak + 1) % Bins]);
        var offset = (left - right) / (2 * (left - (2 * middle) + right));
        // A bin holds directions from its number up to the next: its middle is half a bin further.
        var turn = (peak + 0.5f + offset) / Bins;
        turn -= MathF.Floor(turn);
        return turn < 1 ? turn : 0;
    }
}
