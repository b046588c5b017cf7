using System.Globalization;
using System.IO.Compression;
using Npgsql;
using Recognize.Models;
using Recognize.Models.Auditing;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Jobs.Handlers;

/// <summary>
/// Writes all that is known of a user's files to <c>exports/USER/TIME.jsonl.gz</c> in the home: one JSON object a line and
/// file, with its tags, and its people with their places on the photo. It appears whole or not at all.
/// </summary>
internal sealed class ExportHandler(NpgsqlDataSource database, RecognizeHome home, TimeProvider clock) : IJobHandler
{
    private const int Page = 1_000;

    public string Kind => JobKinds.Export;

    public bool IsHeavy => false;

    public bool HeedsLimits => false;

    public bool IsPossible => true;

    public async Task<string> RunAsync(JobInHand job, CancellationToken cancellationToken)
    {
        var owner = job.RequireOwner();
        var folder = home.CreateExports(owner);
        var name = clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + ".jsonl.gz";
        var temporary = Path.Combine(folder, $".{job.Id:N}.tmp");
        long files;
        try
        {
            await using (var file = File.Create(temporary))
            await using (var zipped = new GZipStream(file, CompressionLevel.Optimal))
            await using (var text = new StreamWriter(zipped))
                files = await WriteAsync(owner, text, job, cancellationToken);
            await NoteAsync(owner, files, cancellationToken);
            File.Move(temporary, Path.Combine(folder, name), overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        return $$"""{"file":"{{name}}","files":{{files}}}""";
    }

    // Before the file appears: there is no export without an entry.
    private async Task NoteAsync(Guid owner, long files, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (await connection.SubjectAsync(owner, cancellationToken) is not { } about)
            return;
        await connection.AppendAsync(
            new AuditRecord("export", AuditActions.Exported, "Wrote out all that is known of a user's files.")
            {
                About = about,
                Detail = string.Create(CultureInfo.InvariantCulture, $"{files} files"),
            },
            cancellationToken);
    }

    private async Task<long> WriteAsync(Guid owner, StreamWriter text, JobInHand job, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var after = Guid.Empty;
        long files = 0;
        while (true)
        {
            var page = await connection.ReadAsync(
                Sql, row => (Id: row.GetGuid(0), Line: row.GetString(1)), cancellationToken, owner, after, Page);
            foreach (var (_, line) in page)
                await text.WriteLineAsync(line.AsMemory(), cancellationToken);
            if (page.Count == 0)
                return files;
            after = page[^1].Id;
            job.Report(files += page.Count, null);
        }
    }

    private const string Sql =
        """
        SELECT m.id, json_build_object(
            'library', l.root_path, 'path', m.relative_path, 'type', m.mime_type, 'bytes', m.size_bytes,
            'sha256', encode(m.content_hash, 'hex'), 'takenAt', m.taken_at, 'width', m.width, 'height', m.height,
            'latitude', m.latitude, 'longitude', m.longitude, 'title', m.title, 'description', m.description,
            'tags', (
                SELECT coalesce(json_agg(json_build_object('id', t.tag_id, 'source', t.source, 'score', t.score,
                    'removed', t.is_removed) ORDER BY t.tag_id, t.source), '[]')
                FROM media_tags t WHERE t.media_id = m.id),
            'people', (
                SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', p.name, 'x', f.x, 'y', f.y,
                    'width', f.width, 'height', f.height, 'seconds', f.time_seconds, 'confirmed', f.assigned_by >= 2)
                    ORDER BY f.x, f.id), '[]')
                FROM faces f JOIN people p ON p.id = f.person_id WHERE f.media_id = m.id))::text
        FROM media m JOIN libraries l ON l.id = m.library_id
        WHERE m.owner_id = $1 AND m.id > $2 AND m.removed_at IS NULL
        ORDER BY m.id LIMIT $3
        """;
}
