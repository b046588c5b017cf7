using System.IO.Compression;

namespace Recognize.Models.Packs.Import;

/// <summary>Reads the label file that many TFLite files carry in a zip archive at their end.</summary>
internal static class TfliteLabels
{
    private const int LongestText = 4 << 20;

    /// <summary>One label for each output, in order; null when no text file of that many lines is attached.</summary>
    /// <exception cref="ImportRefusedException">An archive is there and is damaged.</exception>
    public static IReadOnlyList<string>? Read(byte[] file, int labels)
    {
        try
        {
            using var archive = TryOpen(file);
            return archive?.Entries
                .Where(entry => entry.Name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) && entry.Length <= LongestText)
                .Select(Lines)
                .Where(lines => lines.Count == labels)
                .MinBy(lines => lines.Count(IsIdentifier));
        }
        catch (InvalidDataException error)
        {
            throw new ImportRefusedException($"the labels attached to it cannot be read: {error.Message}");
        }
    }

    /// <summary>Some files carry the classes twice: as identifiers of a knowledge graph, and in words.</summary>
    private static bool IsIdentifier(string label) =>
        label.StartsWith("/m/", StringComparison.Ordinal) || label.StartsWith("/g/", StringComparison.Ordinal);

    private static ZipArchive? TryOpen(byte[] file)
    {
        // The archive's directory ends the file, with at most a comment of 65,535 bytes behind it.
        var tail = file.AsSpan(Math.Max(0, file.Length - 65_557));
        return tail.LastIndexOf("PK\u0005\u0006"u8) < 0 ? null : new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
    }

    private static List<string> Lines(ZipArchiveEntry entry)
    {
        // The length an entry claims may be a lie: no more than that is unpacked.
        var text = new byte[entry.Length];
        using var content = entry.Open();
        var length = content.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        var lines = System.Text.Encoding.UTF8.GetString(text, 0, length).Split('\n').Select(line => line.Trim()).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return lines;
    }
}
