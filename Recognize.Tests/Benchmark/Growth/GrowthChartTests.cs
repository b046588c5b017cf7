using System.Globalization;
using System.Xml.Linq;
using Recognize.Worker.Benchmark.Growth;

namespace Recognize.Tests.Benchmark.Growth;

public sealed class GrowthChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Draw_MakesWhatGrowsAsTheLibraryDoesAsSteepAsTheGuide()
    {
        var chart = Draw(
            Measure("in proportion", (1_000, 0.02), (10_000, 0.2), (100_000, 2)),
            Measure("the same", (1_000, 0.5), (10_000, 0.5), (100_000, 0.5)));

        var lines = chart.Descendants(Svg + "polyline").Select(line => Points((string)line.Attribute("points")!)).ToList();
        var guide = chart.Descendants(Svg + "line").First(line => (string?)line.Attribute("class") == "guide");
        Assert.Equal([3, 3], lines.Select(line => line.Count));
        Assert.Equal(
            (Number(guide, "y2") - Number(guide, "y1")) / (Number(guide, "x2") - Number(guide, "x1")), Slope(lines[0]), 2);
        Assert.Equal(0, Slope(lines[1]));
        // Larger is higher up, which in pictures is a smaller number.
        Assert.True(Slope(lines[0]) < 0);
    }

    [Fact]
    public void Draw_NamesLinesSizesAndUnits()
    {
        var chart = Draw(Measure("scan, <new>", (1_000, 0.02), (100_000, 2.5)));

        var texts = chart.Descendants(Svg + "text").Select(text => text.Value).ToList();
        foreach (var expected in (string[])["Title", "files", "1,000", "10,000", "100,000", "10 ms", "100 ms", "1 s", "10 s", "scan, <new>: 2.50 s"])
            Assert.Contains(expected, texts);
        Assert.Empty(chart.Descendants(Svg + "script"));
        Assert.Contains("prefers-color-scheme: dark", chart.Descendants(Svg + "style").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_KeepsEverythingInThePicture_WhenThereAreManyLinesOfOneSize()
    {
        var chart = Draw([.. Enumerable.Range(1, 14).Select(number => Measure($"line {number}", (5_000, number)))]);

        var box = ((string)chart.Attribute("viewBox")!).Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        Assert.All(chart.Descendants(Svg + "text"), text =>
        {
            Assert.InRange(Number(text, "x"), 0, box[2]);
            Assert.InRange(Number(text, "y"), 0, box[3]);
        });
        Assert.Equal(14, chart.Descendants(Svg + "polyline").Count());
    }

    private static XElement Draw(params GrowthMeasure[] measures) => XElement.Parse(GrowthChart.Draw("Title", measures));

    private static GrowthMeasure Measure(string name, params (int Size, double Value)[] points) => new(
        new GrowthSubject("part", name, "files", GrowthUnit.Seconds, GrowthKind.Whole),
        [.. points.Select(point => new GrowthPoint(point.Size, point.Value))]);

    private static List<(double X, double Y)> Points(string text) =>
        [.. text.Split(' ').Select(pair => pair.Split(',').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray())
            .Select(pair => (pair[0], pair[1]))];

    private static double Slope(List<(double X, double Y)> points) => (points[^1].Y - points[0].Y) / (points[^1].X - points[0].X);

    private static double Number(XElement element, string name) =>
        double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);
}
