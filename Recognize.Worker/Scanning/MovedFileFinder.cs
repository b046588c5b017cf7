using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Worker.Scanning;

/// <summary>A file that is known under another path, which no longer holds it.</summary>
internal sealed record MovedFile(Guid Id, WalkedFile File);

/// <summary>
/// Tells moved files from new and changed ones, so that faces, names and tags go with the content: same size, same
/// kind, same hash, and the old path gone or holding something else. Only files whose size is known already are read,
/// each once.
/// </summary>
internal sealed class MovedFileFinder(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<MovedFile>> FindAsync(
        MediaLibrary library, ScanChanges changes, CancellationToken cancellationToken)
    {
        var replaced = changes.Changed.ToDictionary(change => change.Id, change => change.File);
        var bySize = changes.Added.Concat(replaced.Values).Where(file => file.SizeBytes > 0)
            .ToLookup(file => file.SizeBytes);
        if (bySize.Count == 0)
            return [];

        var hashes = new HashCache(library.RootPath);
        var moves = new Dictionary<string, MovedFile>(StringComparer.Ordinal);
        foreach (var candidate in await ReadCandidatesAsync(library.Id, bySize, cancellationToken))
        {
            var isStillThere = replaced.TryGetValue(candidate.Id, out var replacement)
                ? IsSame(candidate, replacement, hashes, cancellationToken)
                : IsThere(Path.Join(library.RootPath, candidate.RelativePath));
            if (isStillThere)
                continue;
            // Of several copies, the one that kept its name.
            var name = Path.GetFileName(candidate.RelativePath);
            var match = bySize[candidate.SizeBytes]
                .Where(file => file.RelativePath != candidate.RelativePath && !moves.ContainsKey(file.RelativePath))
                .OrderByDescending(file => Path.GetFileName(file.RelativePath) == name)
                .FirstOrDefault(file => IsSame(candidate, file, hashes, cancellationToken));
            if (match is not null)
                moves.Add(match.RelativePath, new MovedFile(candidate.Id, match));
        }
        KeepOnlyFreePaths(moves, replaced);
        return [.. moves.Values];
    }

    /// <summary>A path that a known file holds can only be moved to when that file moves on, too: a swap of names.</summary>
    private static void KeepOnlyFreePaths(Dictionary<string, MovedFile> moves, Dictionary<Guid, WalkedFile> replaced)
    {
        bool isStable;
        do
        {
            isStable = true;
            var leaving = moves.Values.Select(move => move.Id).ToHashSet();
            foreach (var (holder, file) in replaced)
            {
                if (!leaving.Contains(holder) && moves.Remove(file.RelativePath))
                    isStable = false;
            }
        }
        while (!isStable);
    }

    private async Task<List<Candidate>> ReadCandidatesAsync(
        Guid libraryId, ILookup<long, WalkedFile> bySize, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT id, relative_path, kind, size_bytes, modified_ticks, content_hash
            FROM media WHERE library_id = $1 AND size_bytes = ANY ($2) ORDER BY removed_at DESC NULLS LAST, id
            LIMIT 20000
            """);
        command.Parameters.Add(new() { Value = libraryId });
        command.Parameters.Add(new() { Value = bySize.Select(group => group.Key).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var candidates = new List<Candidate>();
        while (await reader.ReadAsync(cancellationToken))
        {
            candidates.Add(new Candidate(
                reader.GetGuid(0), reader.GetString(1), (MediaKind)reader.GetInt16(2), reader.GetInt64(3), reader.GetInt64(4),
                reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5)));
        }
        return candidates;
    }

    /// <summary>
    /// Whether a known file is still at its path. A link left at the old place is not it; a folder that may not be read
    /// hides it, and nothing hidden is taken for gone.
    /// </summary>
    private static bool IsThere(string path)
    {
        try
        {
            return (File.GetAttributes(path) & (FileAttributes.ReparsePoint | FileAttributes.Directory)) == 0;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static bool IsSame(Candidate candidate, WalkedFile file, HashCache hashes, CancellationToken cancellationToken)
    {
        if (candidate.Kind != file.Format.Kind || candidate.SizeBytes != file.SizeBytes)
            return false;
        // Never analysed yet: there is nothing to lose, and a move keeps the modification time.
        if (candidate.ContentHash is null)
            return candidate.ModifiedTicks == file.ModifiedTicks;
        return hashes.Get(file.RelativePath, cancellationToken).AsSpan().SequenceEqual(candidate.ContentHash);
    }

    private sealed record Candidate(
        Guid Id, string RelativePath, MediaKind Kind, long SizeBytes, long ModifiedTicks, byte[]? ContentHash);

    /// <summary>Hashes of one batch's files: many known files of one size ask for the same one.</summary>
    private sealed class HashCache(string rootPath)
    {
        private readonly Dictionary<string, byte[]?> _hashes = new(StringComparer.Ordinal);

        /// <summary>Null for a file that cannot be read: it is no moved file, and its analysis records why.</summary>
        public byte[]? Get(string relativePath, CancellationToken cancellationToken)
        {
            if (!_hashes.TryGetValue(relativePath, out var hash))
                _hashes.Add(relativePath, hash = Read(relativePath, cancellationToken));
            return hash;
        }

        private byte[]? Read(string relativePath, CancellationToken cancellationToken)
        {
            try
            {
                return ContentHasher.Hash(Path.Join(rootPath, relativePath), cancellationToken);
            }
            catch (Exception failure)
                when (failure is IOException or UnauthorizedAccessException or UnreadableMediaException)
            {
                return null;
            }
        }
    }
}
