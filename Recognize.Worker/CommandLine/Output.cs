using System.Globalization;
using Recognize.Models.Text;

namespace Recognize.Worker.CommandLine;

/// <summary>What commands print: lines on standard output.</summary>
internal sealed class Output(TextWriter writer)
{
    /// <summary>Whether a person sits at a terminal and can be asked.</summary>
    public static bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    public void Line(string text = "")
    {
        writer.WriteLine(text);
        writer.Flush();
    }

    /// <summary>Names of files may hold line breaks, control characters and changes of direction; shown, they must not.</summary>
    public static string Printable(string name) =>
        string.Concat(name.Select(c => ShownText.BreaksLine(c) || ShownText.TurnsDirection(c)
            ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}")
            : c.ToString()));

    /// <summary>A duration for people: <c>42 s</c>, <c>3 min</c>, <c>2 h 5 min</c>.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:F0} s"),
        { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:F0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalHours} h {duration.Minutes} min"),
    };
}
