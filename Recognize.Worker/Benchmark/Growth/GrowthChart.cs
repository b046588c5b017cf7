using System.Globalization;
using System.Xml.Linq;

namespace Recognize.Worker.Benchmark.Growth;

/// <summary>
/// Draws measures against the size of the library as an SVG picture, both axes in powers of ten: what grows as the
/// library does is as steep as the dashed line. Light or dark as the reader's system is; without script.
/// </summary>
internal static class GrowthChart
{
    private const double Width = 900;
    private const double Left = 78;
    private const double Right = 540;
    private const double Top = 46;
    private const double Bottom = 370;
    private const double LegendRow = 30;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    // Of middling brightness: told from white and from black.
    private static readonly string[] Colours =
        ["#2f7fd1", "#d1622f", "#2f9e5b", "#a355c9", "#b5891a", "#cf4774", "#3597a3", "#7d7f86"];

    private const string Style =
        """
        .paper { fill: #ffffff } text { fill: #24292f; font: 13px sans-serif } .faint { fill: #57606a; font-size: 12px }
        .grid { stroke: #d8dee4 } .guide { stroke: #8c959f; stroke-dasharray: 5 5 }
        @media (prefers-color-scheme: dark) {
          .paper { fill: #0d1117 } text { fill: #e6edf3 } .faint { fill: #9da7b1 } .grid { stroke: #2b323b } .guide { stroke: #6e7681 }
        }
        """;

    /// <summary>The picture, as text of an SVG file.</summary>
    /// <param name="title">Above it.</param>
    /// <param name="measures">Lines, at least one; all times or all memory.</param>
    public static string Draw(string title, IReadOnlyList<GrowthMeasure> measures)
    {
        var points = measures.SelectMany(measure => measure.Points).ToList();
        var x = new LogAxis([.. points.Select(point => (double)point.Size)], Left, Right);
        var y = new LogAxis([.. points.Select(point => point.Value)], Bottom, Top);
        var height = Math.Max(Bottom + 60, Top + (LegendRow * (measures.Count + 1)) + 20);
        var unit = measures[0].Subject.Unit;
        var sizes = measures.Select(measure => measure.Subject.Sized).Distinct().ToList();
        var sized = string.Join(", ", sizes);
        var root = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", Invariant($"0 0 {Width:0} {height:0}")), new XAttribute("role", "img"),
            new XElement(Svg + "title", $"{title}, against the number of {sized}"),
            new XElement(Svg + "style", Style),
            new XElement(Svg + "rect", new XAttribute("class", "paper"), new XAttribute("width", "100%"), new XAttribute("height", "100%")),
            Text(Left, 24, title, "start"),
            x.Ticks.Select(tick => new[]
            {
                Line(x.Place(tick), Top, x.Place(tick), Bottom, "grid"),
                Text(x.Place(tick), Bottom + 20, GrowthFigures.Text((int)tick), "middle"),
            }),
            y.Ticks.Select(tick => new[]
            {
                Line(Left, y.Place(tick), Right, y.Place(tick), "grid"),
                Text(Left - 8, y.Place(tick) + 4, GrowthFigures.Tick(tick, unit), "end"),
            }),
            Text((Left + Right) / 2, Bottom + 44, sized, "middle", "faint"),
            Guide(x, y),
            measures.Select((measure, number) => Draw(measure, number, x, y)),
            measures.Select((measure, number) => (measure, number)).OrderByDescending(line => line.measure.Points[^1].Value)
                .Select((line, row) => Legend(line.measure, line.number, Top + 6 + (LegendRow * row), isSizedNamed: sizes.Count > 1)),
            Line(Right + 24, Top + 6 + (LegendRow * measures.Count), Right + 48, Top + 6 + (LegendRow * measures.Count), "guide"),
            Text(Right + 58, Top + 10 + (LegendRow * measures.Count), "in proportion to the size", "start", "faint"));
        return root.ToString() + "\n";
    }

    // Ten times the size, ten times the figure: from corner to corner where both axes have as many powers of ten.
    private static XElement Guide(LogAxis x, LogAxis y)
    {
        var decades = Math.Min(x.Decades, y.Decades);
        return Line(
            x.Place(x.Ticks.First()), y.Place(y.Ticks.First()),
            x.Place(x.Ticks.ElementAt(decades)), y.Place(y.Ticks.ElementAt(decades)), "guide");
    }

    private static IEnumerable<XElement> Draw(GrowthMeasure measure, int number, LogAxis x, LogAxis y)
    {
        yield return new XElement(
            Svg + "polyline",
            new XAttribute("points", string.Join(' ', measure.Points.Select(
                point => Invariant($"{x.Place(point.Size):0.#},{y.Place(point.Value):0.#}")))),
            new XAttribute("fill", "none"), new XAttribute("stroke", ColourOf(number)), new XAttribute("stroke-width", "2"));
        foreach (var point in measure.Points)
            yield return Marker(x.Place(point.Size), y.Place(point.Value), number);
    }

    private static IEnumerable<XElement> Legend(GrowthMeasure measure, int number, double y, bool isSizedNamed)
    {
        var name = measure.Subject.Name + (isSizedNamed ? $", by {measure.Subject.Sized}" : "");
        var sample = Line(Right + 24, y, Right + 48, y);
        sample.Add(new XAttribute("stroke", ColourOf(number)), new XAttribute("stroke-width", "2"));
        yield return sample;
        yield return Marker(Right + 36, y, number);
        yield return Text(
            Right + 58, y + 4, $"{name}: {GrowthFigures.Text(measure.Points[^1].Value, measure.Subject.Unit)}", "start");
    }

    // Shapes besides colours: not everybody tells all colours apart.
    private static XElement Marker(double x, double y, int number)
    {
        var fill = new XAttribute("fill", ColourOf(number));
        return (number % 3) switch
        {
            0 => new XElement(Svg + "circle", At("cx", x), At("cy", y), new XAttribute("r", "4"), fill),
            1 => new XElement(Svg + "rect", At("x", x - 4), At("y", y - 4), new XAttribute("width", "8"), new XAttribute("height", "8"), fill),
            _ => new XElement(Svg + "path", new XAttribute("d", Invariant($"M{x:0.#} {y - 5:0.#}l5 9h-10z")), fill),
        };
    }

    private static XElement Line(double x1, double y1, double x2, double y2, string? style = null)
    {
        var line = new XElement(Svg + "line", At("x1", x1), At("y1", y1), At("x2", x2), At("y2", y2));
        if (style is not null)
            line.Add(new XAttribute("class", style));
        return line;
    }

    private static XElement Text(double x, double y, string text, string anchor, string? style = null)
    {
        var element = new XElement(Svg + "text", At("x", x), At("y", y), new XAttribute("text-anchor", anchor), text);
        if (style is not null)
            element.Add(new XAttribute("class", style));
        return element;
    }

    private static XAttribute At(string name, double value) => new(name, Invariant($"{value:0.#}"));

    private static string ColourOf(int number) => Colours[number % Colours.Length];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
