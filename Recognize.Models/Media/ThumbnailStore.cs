using System.Globalization;
using Recognize.Models.Media.Photos;

namespace Recognize.Models.Media;

/// <summary>
/// Keeps WebP thumbnails on disk by the content hash of their photo: <c>ab/cd/abcd…-640.webp</c>. Files appear whole
/// or not at all, and are never rewritten. They carry no metadata. Thread-safe, also between processes.
/// </summary>
/// <param name="rootFolder">Where they are kept; made when first written to.</param>
/// <param name="options">Quality and effort.</param>
/// <param name="decoder">Makes the pictures; null for this process itself.</param>
public sealed class ThumbnailStore(string rootFolder, MediaOptions options, PhotoDecoder? decoder = null)
{
    private static readonly ThumbnailSize[] LargestFirst =
        [ThumbnailSize.Large, ThumbnailSize.Medium, ThumbnailSize.Small];

    private readonly string _rootFolder = Path.GetFullPath(rootFolder);

    /// <summary>
    /// Makes the thumbnails that are not there yet. A size that would only repeat a smaller one is left out: a photo of
    /// 300 pixels gives 256 and 300. Decode photos to <see cref="ThumbnailSize.Large"/> at least.
    /// </summary>
    /// <exception cref="IOException">The disk is full or fails; nothing partial stays behind.</exception>
    public void Write(ReadOnlySpan<byte> contentHash, PixelImage image)
    {
        var longer = Math.Max(image.Width, image.Height);
        var paths = new List<string>(LargestFirst.Length);
        var edges = new List<int>(LargestFirst.Length);
        for (var i = 0; i < LargestFirst.Length; i++)
        {
            var repeatsSmaller = i + 1 < LargestFirst.Length && longer <= (int)LargestFirst[i + 1];
            if (repeatsSmaller)
                continue;
            paths.Add(PathOf(contentHash, LargestFirst[i]));
            edges.Add((int)LargestFirst[i]);
        }
        if (paths.TrueForAll(IsComplete))
            return;

        // From large to small: the smallest proves that all are there.
        var (quality, effort) = (options.ThumbnailQuality, options.ThumbnailEffort);
        var pictures = decoder?.ToWebP(image, edges, quality, effort)
            ?? WebPEncoder.EncodeEach(image, edges, quality, effort);
        foreach (var (path, picture) in paths.Zip(pictures))
        {
            if (!IsComplete(path))
                WriteWhole(path, picture);
        }
    }

    /// <summary>The file of a size, of the next smaller one, else of any; null when the photo has none.</summary>
    public string? TryGetPath(ReadOnlySpan<byte> contentHash, ThumbnailSize size)
    {
        foreach (var candidate in LargestFirst)
        {
            if (candidate <= size && PathOf(contentHash, candidate) is var path && IsComplete(path))
                return path;
        }
        for (var i = LargestFirst.Length - 1; i >= 0; i--)
        {
            if (LargestFirst[i] > size && PathOf(contentHash, LargestFirst[i]) is var path && IsComplete(path))
                return path;
        }
        return null;
    }

    /// <summary>Removes all thumbnails of a photo; quiet when there are none.</summary>
    public void Delete(ReadOnlySpan<byte> contentHash)
    {
        foreach (var size in LargestFirst)
        {
            var path = PathOf(contentHash, size);
            if (File.Exists(path))
                File.Delete(path);
        }
    }

    /// <summary>
    /// Hashes of the photos that have a thumbnail in which nothing has been written since <paramref name="before"/>, each
    /// once or more, folder by folder.
    /// </summary>
    public IEnumerable<byte[]> HashesBefore(DateTime before)
    {
        var root = new DirectoryInfo(_rootFolder);
        if (!root.Exists)
            yield break;
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        foreach (var file in root.EnumerateFiles("*.webp", options))
        {
            var dash = file.Name.IndexOf('-', StringComparison.Ordinal);
            if (dash < 32 || file.LastWriteTimeUtc >= before)
                continue;
            byte[] hash;
            try
            {
                hash = Convert.FromHexString(file.Name.AsSpan(0, dash));
            }
            catch (FormatException)
            {
                // Not one of ours.
                continue;
            }
            yield return hash;
        }
    }

    private string PathOf(ReadOnlySpan<byte> contentHash, ThumbnailSize size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contentHash.Length, 16);
        var hex = Convert.ToHexStringLower(contentHash);
        var name = string.Create(CultureInfo.InvariantCulture, $"{hex}-{(int)size}.webp");
        return Path.Combine(_rootFolder, hex[..2], hex[2..4], name);
    }

    // After a power cut a new name may stand for nothing: such a file counts as absent.
    private static bool IsComplete(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    private static void WriteWhole(string path, byte[] content)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
