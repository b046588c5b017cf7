using Npgsql;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Jobs.Handlers;

/// <summary>Removes thumbnails of photos that nobody has any more, and has missing ones made anew.</summary>
internal sealed class ThumbnailsHandler(NpgsqlDataSource database, ThumbnailStore thumbnails, TimeProvider clock) : IJobHandler
{
    private const int Page = 1_000;

    /// <summary>Pictures are written before their file's row is: young ones are left alone.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromDays(1);

    public string Kind => JobKinds.Thumbnails;

    public bool IsHeavy => false;

    public bool HeedsLimits => true;

    public bool IsPossible => true;

    public async Task<string> RunAsync(JobInHand job, CancellationToken cancellationToken)
    {
        long looked = 0, removed = 0;
        foreach (var hashes in thumbnails.HashesBefore((clock.GetUtcNow() - Young).UtcDateTime).Chunk(Page))
        {
            removed += await RemoveUnknownAsync(hashes, cancellationToken);
            job.Report(looked += hashes.Length, null);
        }
        var missing = await RemakeMissingAsync(
            checkedFiles => job.Report(looked + checkedFiles, null), cancellationToken);
        return $$"""{"removed":{{removed}},"missing":{{missing}}}""";
    }

    private async Task<int> RemoveUnknownAsync(byte[][] hashes, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var unknown = await connection.ReadAsync(
            """
            SELECT DISTINCT h.hash FROM unnest($1) AS h (hash)
            WHERE NOT EXISTS (SELECT 1 FROM media m WHERE m.content_hash = h.hash)
            """,
            row => row.GetFieldValue<byte[]>(0), cancellationToken, [hashes]);
        foreach (var hash in unknown)
            thumbnails.Delete(hash);
        return unknown.Count;
    }

    /// <summary>Their basics are due again; a photo that is too odd to have a thumbnail fails there with its reason.</summary>
    private async Task<long> RemakeMissingAsync(Action<long> report, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var after = Guid.Empty;
        long looked = 0, missing = 0;
        while (true)
        {
            var page = await connection.ReadAsync(
                """
                SELECT m.id, m.content_hash FROM media m
                WHERE m.id > $1 AND m.kind <> $2 AND m.removed_at IS NULL AND m.content_hash IS NOT NULL
                ORDER BY m.id LIMIT $3
                """,
                row => (Id: row.GetGuid(0), Hash: row.GetFieldValue<byte[]>(1)),
                cancellationToken, after, (short)MediaKind.Audio, Page);
            if (page.Count == 0)
                return missing;
            var ids = page
                .Where(item => thumbnails.TryGetPath(item.Hash, ThumbnailSize.Small) is null)
                .Select(item => item.Id).ToArray();
            if (ids.Length > 0)
            {
                missing += await connection.ExecuteAsync(
                    $"""
                    UPDATE analysis SET state = {(int)AnalysisState.Due}, due_at = now(), attempts = 0, crashes = 0
                    WHERE media_id = ANY ($1) AND task = {(int)AnalysisTask.Basics} AND state = {(int)AnalysisState.Done}
                    """,
                    cancellationToken, ids);
            }
            after = page[^1].Id;
            report(looked += page.Count);
        }
    }
}
