using Recognize.Models.Media;

namespace Recognize.Models.Contacts.Cards;

/// <summary>One contact of a folder.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Photos">Full paths of its photos, in the order of their names.</param>
public sealed record FolderContact(string Name, IReadOnlyList<string> Photos);

/// <summary>Reads contacts from folders <c>Name/photo.jpg</c>.</summary>
public static class ContactFolder
{
    /// <summary>Photos of one contact that are taken.</summary>
    public const int MostPhotos = 20;

    /// <summary>Bytes of one photo that are read.</summary>
    private const long MostBytes = 64 << 20;

    /// <summary>The contacts by name. A folder without a photo is a contact without one.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to read a folder.</exception>
    public static IReadOnlyList<FolderContact> Read(string folder) =>
        [.. Directory.EnumerateDirectories(folder)
            .Where(path => !Path.GetFileName(path).StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .Select(path => new FolderContact(Path.GetFileName(path), Photos(path)))];

    /// <summary>The files of cards that lie in the folder itself, by name.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public static IReadOnlyList<string> CardFiles(string folder) =>
        [.. Directory.EnumerateFiles(folder)
            .Where(path => Path.GetExtension(path).ToUpperInvariant() is ".VCF" or ".VCARD")
            .Order(StringComparer.Ordinal)];

    /// <summary>A photo of a contact, or why its file cannot be read.</summary>
    public static ContactPhoto ReadPhoto(string path)
    {
        try
        {
            return new FileInfo(path).Length > MostBytes
                ? ContactPhoto.Missing($"The photo is larger than {MostBytes >> 20} MB.")
                : ContactPhoto.Of(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return ContactPhoto.Missing("The photo's file cannot be opened.");
        }
    }

    private static List<string> Photos(string folder) =>
        [.. Directory.EnumerateFiles(folder)
            .Where(path => MediaFormats.FromFileName(path) is { Kind: MediaKind.Photo })
            .Order(StringComparer.Ordinal)
            .Take(MostPhotos)];
}
