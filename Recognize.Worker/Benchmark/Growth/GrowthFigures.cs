using System.Globalization;

namespace Recognize.Worker.Benchmark.Growth;

/// <summary>Writes figures for people.</summary>
internal static class GrowthFigures
{
    /// <summary>With its unit, in three digits: <c>0.35 ms</c>, <c>12.4 s</c>, <c>214 MiB</c>.</summary>
    public static string Text(double value, GrowthUnit unit) => unit switch
    {
        GrowthUnit.MiB => Digits(value, "MiB"),
        _ when value < 0.9995 => Digits(value * 1000, "ms"),
        _ => Digits(value, "s"),
    };

    /// <summary>A power of ten with its unit: <c>0.1 ms</c>, <c>10 s</c>.</summary>
    public static string Tick(double value, GrowthUnit unit) => unit switch
    {
        GrowthUnit.MiB => string.Create(CultureInfo.InvariantCulture, $"{value:#,0.###} MiB"),
        _ when value < 0.999 => string.Create(CultureInfo.InvariantCulture, $"{value * 1000:#,0.###} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:#,0} s"),
    };

    /// <summary>A whole number in groups of three: <c>100,000</c>.</summary>
    public static string Text(int size) => size.ToString("N0", CultureInfo.InvariantCulture);

    private static string Digits(double value, string unit) => string.Create(
        CultureInfo.InvariantCulture,
        $"{value.ToString(value >= 99.95 ? "F0" : value >= 9.995 ? "F1" : value >= 0.01 ? "F2" : "G2", CultureInfo.InvariantCulture)} {unit}");
}
