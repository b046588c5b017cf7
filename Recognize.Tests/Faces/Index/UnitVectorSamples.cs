namespace Recognize.Tests.Faces.Index;

/// <summary>Random unit vectors from a fixed seed.</summary>
internal static class UnitVectorSamples
{
    public static float[] Next(Random random, int dimensions)
    {
        var vector = new float[dimensions];
        for (var d = 0; d < dimensions; d++)
            vector[d] = (float)Gaussian(random);
        return Normalise(vector);
    }

    /// <summary>A vector near another: their similarity is about the one given.</summary>
    public static float[] Near(Random random, float[] centre, double similarity)
    {
        var noise = Next(random, centre.Length);
        var rest = Math.Sqrt(1 - (similarity * similarity));
        return Normalise([.. centre.Zip(noise, (c, n) => (float)((similarity * c) + (rest * n)))]);
    }

    public static float[][] Many(int seed, int count, int dimensions)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Next(random, dimensions))];
    }

    public static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();

    private static float[] Normalise(float[] vector)
    {
        var norm = Math.Sqrt(vector.Sum(value => (double)value * value));
        return [.. vector.Select(value => (float)(value / norm))];
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
