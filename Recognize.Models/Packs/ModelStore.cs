using System.Collections.Concurrent;
using System.Security.Cryptography;
using Recognize.Models.Inference;

namespace Recognize.Models.Packs;

/// <summary>
/// The folder of installed model files. A file appears in it whole and verified or not at all, and is verified again
/// each time it is loaded. Thread-safe.
/// </summary>
/// <param name="folder">Where the files are.</param>
/// <param name="importedFolder">Where networks made from them are kept; <c>imported</c> in it when left out.</param>
public sealed class ModelStore(string folder, string? importedFolder = null)
{
    /// <summary>Absolute path of the folder; made by the first download.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Absolute path of the folder of networks made from files of other formats; made by the first import.</summary>
    public string ImportedFolder { get; } = Path.GetFullPath(importedFolder ?? Path.Combine(folder, "imported"));

    /// <summary>Length and time of files whose content was seen to be wrong.</summary>
    private readonly ConcurrentDictionary<string, (long Length, DateTime ChangedAt)> _damaged = new(StringComparer.Ordinal);

    public string PathOf(ModelFile file) => Path.Combine(Folder, file.Name);

    /// <summary>Where a download of the file grows until it is complete.</summary>
    internal string PartialPathOf(ModelFile file) => PathOf(file) + ".part";

    /// <summary>Whether the file is there in its full length; its hash is checked when it is loaded.</summary>
    public bool IsInstalled(ModelFile file)
    {
        var found = new FileInfo(PathOf(file));
        if (!found.Exists)
            return false;
        // A link's own length is that of its target's name.
        var content = found.LinkTarget is null ? found : (FileInfo)found.ResolveLinkTarget(returnFinalTarget: true)!;
        return content.Exists && content.Length == file.Bytes;
    }

    /// <summary>The content of an installed file, whose hash has just been checked.</summary>
    /// <exception cref="ModelFileException">The file is missing or is not the one of the catalogue.</exception>
    public byte[] ReadVerified(ModelFile file)
    {
        if (!File.Exists(PathOf(file)))
        {
            throw new ModelFileException(
                file.Name, $"The model file {file.Name} is not installed. {Remedy(file)}");
        }
        if (!IsInstalled(file))
            throw Mismatch(file);
        // Looked at first: a file that is replaced while it is read is read once more.
        var mark = MarkOf(file);
        // The bytes that were hashed are the bytes that are used: nothing can be exchanged in between.
        var bytes = File.ReadAllBytes(PathOf(file));
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) == file.Sha256)
            return bytes;
        _damaged[file.Name] = mark;
        throw Mismatch(file);
    }

    /// <summary>Whether a file of the right length was read and found damaged, and has not been replaced since.</summary>
    public bool IsKnownDamaged(ModelFile file) => _damaged.TryGetValue(file.Name, out var mark) && mark == MarkOf(file);

    private (long Length, DateTime ChangedAt) MarkOf(ModelFile file)
    {
        var found = new FileInfo(PathOf(file));
        return found.Exists ? (found.Length, found.LastWriteTimeUtc) : default;
    }

    /// <summary>Hashes an installed file; false when it differs from the catalogue, or is missing.</summary>
    public async Task<bool> VerifyAsync(ModelFile file, CancellationToken cancellationToken) =>
        IsInstalled(file) && await HashAsync(PathOf(file), cancellationToken) == file.Sha256;

    /// <summary>Moves a complete download to its place, if it is the file of the catalogue; deletes it if not.</summary>
    /// <exception cref="ModelFileException">The content is not that of the catalogue.</exception>
    internal async Task CommitAsync(ModelFile file, CancellationToken cancellationToken)
    {
        var partial = PartialPathOf(file);
        if (new FileInfo(partial).Length != file.Bytes || await HashAsync(partial, cancellationToken) != file.Sha256)
        {
            File.Delete(partial);
            throw new ModelFileException(
                file.Name,
                $"What was received as {file.Name} is not the file of the catalogue (its sha256 differs); it was deleted.");
        }
        File.Move(partial, PathOf(file), overwrite: true);
    }

    private static ModelFileException Mismatch(ModelFile file) => new(
        file.Name,
        $"The model file {file.Name} is damaged or not the one of the catalogue (its sha256 differs), and is not used. "
        + Remedy(file));

    private static string Remedy(ModelFile file) => file.Source is OwnModelSource
        ? "Remove the pack with \"recognize models remove\" and add it again."
        : "Run \"recognize models pull\" to fetch it.";

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
