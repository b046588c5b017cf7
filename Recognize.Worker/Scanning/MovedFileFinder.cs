using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Worker.Scanning;

/// <summary>A file that is known under another path, which no longer exists.</summary>
internal sealed record MovedFile(Guid Id, WalkedFile File);

/// <summary>
/// Tells moved files from new ones, so that faces, names and tags go with them: same size, same content, and the old
/// path gone. Only files whose size is known already are read.
/// </summary>
internal sealed class MovedFileFinder(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<MovedFile>> FindAsync(
        MediaLibrary library, IReadOnlyList<WalkedFile> added, CancellationToken cancellationToken)
    {
        var bySize = added.Where(file => file.SizeBytes > 0).ToLookup(file => file.SizeBytes);
        if (bySize.Count == 0)
            return [];

        var moves = new List<MovedFile>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var candidate in await ReadCandidatesAsync(library.Id, bySize, cancellationToken))
        {
            if (File.Exists(Path.Join(library.RootPath, candidate.RelativePath)))
                continue;
            var match = bySize[candidate.SizeBytes].FirstOrDefault(file =>
                !taken.Contains(file.RelativePath) && IsSame(library, candidate, file, cancellationToken));
            if (match is null)
                continue;
            taken.Add(match.RelativePath);
            moves.Add(new MovedFile(candidate.Id, match));
        }
        return moves;
    }

    private async Task<List<Candidate>> ReadCandidatesAsync(
        Guid libraryId, ILookup<long, WalkedFile> bySize, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT id, relative_path, size_bytes, modified_ticks, content_hash
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
                reader.GetGuid(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4)));
        }
        return candidates;
    }

    private static bool IsSame(MediaLibrary library, Candidate candidate, WalkedFile file, CancellationToken cancellationToken)
    {
        // Never analysed yet: there is nothing to lose, and a move keeps the modification time.
        if (candidate.ContentHash is null)
            return candidate.ModifiedTicks == file.ModifiedTicks;
        try
        {
            var hash = ContentHasher.Hash(Path.Join(library.RootPath, file.RelativePath), cancellationToken);
            return hash.AsSpan().SequenceEqual(candidate.ContentHash);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It becomes a new file, and its analysis records why it cannot be read.
            return false;
        }
    }

    private sealed record Candidate(
        Guid Id, string RelativePath, long SizeBytes, long ModifiedTicks, byte[]? ContentHash);
}
