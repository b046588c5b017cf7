using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace Recognize.Worker.Backup;

/// <summary>An entry of a backup; its content is read before the next entry is asked for.</summary>
/// <param name="Part">The part it belongs to.</param>
/// <param name="Name">Its whole name.</param>
/// <param name="Content">What it holds.</param>
/// <param name="Length">Bytes of it.</param>
internal sealed record BackupEntry(string Part, string Name, Stream Content, long Length)
{
    /// <summary>What stands after the part's name.</summary>
    public string Relative => Name[(Part.Length + 1)..];
}

/// <summary>Reads a backup: first what it says of itself, then whether all of it is there and undamaged, then its entries.</summary>
internal sealed class BackupArchive(string path)
{
    private const int MostManifestBytes = 64 << 20;

    /// <summary>What the backup says of itself; reads the beginning only.</summary>
    /// <exception cref="BackupException">It is no backup, damaged, or of a newer program.</exception>
    public Task<BackupManifest> ReadHeadAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await using var file = Open();
        await using var zipped = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(zipped);
        var entry = await tar.GetNextEntryAsync(copyData: false, cancellationToken);
        if (entry?.Name != BackupWriter.HeadName)
            throw new BackupException($"{path} is not a backup of Recognize.");
        var head = BackupManifest.Parse(await ReadAllAsync(entry, cancellationToken));
        if (head.Format > BackupManifest.CurrentFormat)
            throw new BackupException($"{path} was written by a newer Recognize ({head.Program}): update this program.");
        return head;
    });

    /// <summary>Reads all of it and compares it with its list of contents.</summary>
    /// <returns>The list, and the keys it holds by name.</returns>
    /// <exception cref="BackupException">It is damaged or not whole.</exception>
    public Task<(BackupManifest Manifest, IReadOnlyDictionary<string, string> Keys)> CheckAsync(CancellationToken cancellationToken) =>
        GuardAsync(async () =>
        {
            var keys = new Dictionary<string, string>(StringComparer.Ordinal);
            var found = new Dictionary<string, (long Entries, long Bytes, string Sha256)>(StringComparer.Ordinal);
            BackupManifest? manifest = null;
            PartDigest? digest = null;
            string? part = null;
            var buffer = new byte[1 << 20];
            await using var file = Open();
            await using var zipped = new GZipStream(file, CompressionMode.Decompress);
            await using var tar = new TarReader(zipped);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (manifest is not null)
                    throw new InvalidDataException("something stands after its list of contents");
                if (entry.EntryType != TarEntryType.RegularFile)
                    throw new InvalidDataException("it holds something that is no file");
                if (entry.Name == BackupWriter.HeadName)
                    continue;
                if (entry.Name == BackupWriter.ManifestName)
                {
                    Close();
                    manifest = BackupManifest.Parse(await ReadAllAsync(entry, cancellationToken));
                    continue;
                }
                if (PartOf(entry.Name) is var next && next != part)
                {
                    Close();
                    if (found.ContainsKey(next))
                        throw new InvalidDataException($"{next} comes twice");
                    (part, digest) = (next, new PartDigest());
                }
                digest!.Begin(entry.Name, entry.Length);
                var content = entry.DataStream ?? Stream.Null;
                if (part == BackupKeys.Part)
                {
                    var text = await ReadAllAsync(entry, cancellationToken);
                    digest.Append(text);
                    keys[entry.Name[(part.Length + 1)..]] = Encoding.UTF8.GetString(text);
                    continue;
                }
                int read;
                while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
                    digest.Append(buffer.AsSpan(0, read));
            }
            if (manifest is null)
                throw new InvalidDataException("its end is missing");
            foreach (var expected in manifest.Parts)
            {
                var there = found.GetValueOrDefault(expected.Name);
                if (there.Entries == 0 && expected.Bytes == 0)
                    continue;
                if (there.Bytes != expected.Bytes || there.Sha256 != expected.Sha256)
                    throw new InvalidDataException($"{expected.Name} is not what was written");
            }
            if (found.Keys.Except(manifest.Parts.Select(expected => expected.Name), StringComparer.Ordinal).FirstOrDefault() is { } more)
                throw new InvalidDataException($"{more} is not in its list of contents");
            return (manifest, (IReadOnlyDictionary<string, string>)keys);

            void Close()
            {
                if (part is null || digest is null)
                    return;
                found.Add(part, (digest.Entries, digest.Bytes, digest.Finish()));
                digest.Dispose();
                (part, digest) = (null, null);
            }
        });

    /// <summary>The entries of all parts, in their order.</summary>
    public async IAsyncEnumerable<BackupEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = Open();
        await using var zipped = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(zipped);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.Name is BackupWriter.HeadName or BackupWriter.ManifestName)
                continue;
            yield return new BackupEntry(PartOf(entry.Name), entry.Name, entry.DataStream ?? Stream.Null, entry.Length);
        }
    }

    private FileStream Open()
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new BackupException($"The backup {path} cannot be opened: {failure.Message}", failure);
        }
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new BackupException(
                $"The backup {path} is damaged ({damage.Message.TrimEnd('.')}): nothing was restored.", damage);
        }
    }

    /// <summary>Names lead nowhere but below their part.</summary>
    private static string PartOf(string name)
    {
        var pieces = name.Split('/');
        if (pieces.Any(piece => piece is "" or "." or ".." || piece.Contains('\\') || piece.Contains('\0')))
            throw new InvalidDataException("it holds a name that leads elsewhere");
        return pieces switch
        {
            ["tables" or "files", var part, _, ..] => $"{pieces[0]}/{part}",
            [BackupKeys.Part, BackupKeys.Master or BackupKeys.Contacts] => BackupKeys.Part,
            _ => throw new InvalidDataException("it holds something that no backup does"),
        };
    }

    private static async Task<byte[]> ReadAllAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Length > MostManifestBytes || entry.DataStream is not { } content)
            throw new InvalidDataException("its list of contents cannot be read");
        var bytes = new byte[entry.Length];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
