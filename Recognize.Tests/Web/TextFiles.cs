using System.Text.Json;
using System.Text.RegularExpressions;

namespace Recognize.Tests.Web;

/// <summary>The texts of the web app, as keys such as <c>people:merge.action</c>.</summary>
internal static partial class TextFiles
{
    /// <summary>Keys of all parts of one language.</summary>
    public static HashSet<string> KeysOf(string folder)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
        {
            using var texts = JsonDocument.Parse(File.ReadAllBytes(file));
            Collect(texts.RootElement, Path.GetFileNameWithoutExtension(file) + ":", keys);
        }
        return keys;
    }

    /// <summary>Keys that stand in the code as they are; those put together from parts are left out.</summary>
    public static HashSet<string> AskedFor(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.ts*", SearchOption.AllDirectories)
            .SelectMany(file => Asked().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Select(key => key.Contains(':', StringComparison.Ordinal) ? key : "common:" + key),
    ];

    private static void Collect(JsonElement element, string place, HashSet<string> keys)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            keys.Add(place);
            return;
        }
        foreach (var property in element.EnumerateObject())
            Collect(property.Value, place.EndsWith(':') ? place + property.Name : $"{place}.{property.Name}", keys);
    }

    [GeneratedRegex("""\bt\("([A-Za-z0-9:._-]+)"[,)]""")]
    private static partial Regex Asked();
}
