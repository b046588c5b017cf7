namespace Recognize.Models.Music;

/// <summary>Reads the names of the AudioSet classes from the list that comes with YAMNet.</summary>
internal static class SoundClasses
{
    /// <summary>The names in the order of the network's outputs.</summary>
    /// <param name="text">CSV of index, id and name, with a header; names with commas are quoted.</param>
    /// <exception cref="FormatException">A line is not as described.</exception>
    public static IReadOnlyList<string> Read(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1);
        var names = new List<string>();
        foreach (var line in lines)
        {
            var parts = line.Split(',', 3);
            if (parts.Length < 3 || parts[0] != names.Count.ToString(System.Globalization.CultureInfo.InvariantCulture))
                throw new FormatException($"Line {names.Count + 2} of the sound classes is not \"{names.Count},id,name\".");
            names.Add(parts[2].Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal));
        }
        return names;
    }
}
