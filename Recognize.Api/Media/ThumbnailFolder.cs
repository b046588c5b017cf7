using System.Globalization;

namespace Recognize.Api.Media;

/// <summary>The thumbnail cache on disk: <c>ab/cd/(hash)-(pixels).webp</c>, up to three sizes of a content.</summary>
internal sealed class ThumbnailFolder(string root) : IThumbnailSource
{
    public string? FindPath(byte[] contentHash, ThumbnailSize size)
    {
        var name = Convert.ToHexStringLower(contentHash);
        var folder = new DirectoryInfo(Path.Combine(root, name[..2], name[2..4]));
        if (!folder.Exists)
            return null;
        var files = folder.GetFiles($"{name}-*.webp")
            .Select(file => (file.FullName, Pixels: PixelsOf(file.Name, name.Length + 1)))
            .Where(file => file.Pixels > 0)
            .OrderBy(file => file.Pixels)
            .ToList();
        return files.Count == 0 ? null : files[Math.Min((int)size, files.Count - 1)].FullName;
    }

    private static int PixelsOf(string fileName, int start) =>
        int.TryParse(
            Path.GetFileNameWithoutExtension(fileName).AsSpan(start), NumberStyles.None, CultureInfo.InvariantCulture, out var pixels)
            ? pixels
            : 0;
}
