using System.Security.Cryptography;
using System.Text;
using Recognize.Models.Media;

namespace Recognize.Models.Landmarks.Gallery;

/// <summary>A line of a gallery's <c>labels.csv</c>: a photo and what it shows.</summary>
/// <param name="Line">Of the file, from 1.</param>
/// <param name="FileName">As written: below the folder, with '/' between folders.</param>
/// <param name="Label">The place's name, trimmed.</param>
/// <param name="Path">Absolute.</param>
/// <param name="ContentHash">Of the file, in hex.</param>
internal sealed record GalleryEntry(int Line, string FileName, string Label, string Path, string ContentHash);

/// <summary>Why a line of a gallery cannot be used; for the owner, in plain words.</summary>
/// <param name="Line">Of <c>labels.csv</c>, from 1.</param>
/// <param name="FileName">As written there.</param>
/// <param name="Reason">A sentence without absolute paths.</param>
public sealed record GalleryProblem(int Line, string FileName, string Reason);

/// <summary>
/// A folder of reference photos with a file <c>labels.csv</c> of the columns <c>file</c> and <c>label</c>. A line that
/// cannot be used is left out, with its reason; the others count.
/// </summary>
/// <param name="Entries">Lines that name a file of the folder and a label.</param>
/// <param name="Problems">The other lines.</param>
/// <param name="Version">Changes with the labels, the names and the content of the photos.</param>
internal sealed record GalleryFolder(
    IReadOnlyList<GalleryEntry> Entries, IReadOnlyList<GalleryProblem> Problems, string Version)
{
    public const string LabelFileName = "labels.csv";

    /// <summary>Most references of a gallery: bounds memory (64 MB) and the time a changed gallery takes.</summary>
    public const int MaxReferences = 500;

    private const int MaxLabelLength = 200;

    /// <summary>Reads the lines and hashes the photos; decodes none.</summary>
    /// <exception cref="FormatException">There is no <c>labels.csv</c>, or it is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static GalleryFolder Read(string folder, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(folder);
        var entries = new List<GalleryEntry>();
        var problems = new List<GalleryProblem>();
        foreach (var (line, values) in CsvFile.Read(Path.Combine(root, LabelFileName), "file", "label"))
        {
            var (file, label) = (values[0].Trim(), values[1].Trim());
            if (Refuse(root, file, label, entries) is { } reason)
            {
                problems.Add(new GalleryProblem(line, file, reason));
                continue;
            }
            var path = Path.GetFullPath(Path.Combine(root, file));
            try
            {
                var hash = Convert.ToHexStringLower(ContentHasher.Hash(path, cancellationToken));
                entries.Add(new GalleryEntry(line, file, label, path, hash));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or UnreadableMediaException)
            {
                problems.Add(new GalleryProblem(line, file, "The file cannot be read."));
            }
        }
        return new GalleryFolder(entries, problems, VersionOf(entries));
    }

    private static string VersionOf(List<GalleryEntry> entries)
    {
        // The file names are part of it: they are shown as the reason of a tag.
        var text = string.Join('\n', entries.Select(entry => $"{entry.FileName}\t{entry.Label}\t{entry.ContentHash}"));
        return $"gallery-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12]}";
    }

    private static string? Refuse(string root, string file, string label, List<GalleryEntry> entries)
    {
        if (file.Length == 0)
            return "The line names no file.";
        if (file.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(file))
            return "The file must be named by its path inside the folder of the gallery.";
        var path = Path.GetFullPath(Path.Combine(root, file));
        if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return "The file lies outside of the folder of the gallery.";
        if (LandmarkNames.Fold(label).Length == 0)
            return "The line has no label: write what the photo shows.";
        if (label.Length > MaxLabelLength)
            return $"The label is longer than {MaxLabelLength} letters.";
        if (!File.Exists(path))
            return "There is no such file.";
        if (entries.Find(entry => entry.Path == path) is { } other)
            return $"The file is in line {other.Line} already.";
        return entries.Count < MaxReferences ? null : $"A gallery has at most {MaxReferences} photos.";
    }
}
