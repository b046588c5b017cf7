using Npgsql;
using Recognize.Models;
using Recognize.Models.Auditing;
using Recognize.Models.Deidentification;
using Recognize.Models.Exports;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;
using Recognize.Worker.Exports;

namespace Recognize.Worker.Jobs.Handlers;

/// <summary>
/// Writes an export in which everybody but chosen people is unrecognisable. The file appears whole or not at all, under the
/// export's own name: beginning anew after a crash replaces what is there.
/// </summary>
internal sealed class CoveredExportHandler(
    NpgsqlDataSource database, RecognizeHome home, CoveredArchive archive, FileCovering covering, TimeProvider clock) : IJobHandler
{
    public string Kind => JobKinds.CoveredExport;

    public bool IsHeavy => true;

    public bool HeedsLimits => true;

    public bool IsPossible => covering.IsPossible;

    public async Task<string> RunAsync(JobInHand job, CancellationToken cancellationToken)
    {
        var owner = job.RequireOwner();
        var (id, request) = await ReadAsync(owner, job.Subject, cancellationToken);
        var verdict = MeasuredStrengths.Default.Judge(request.Choice);
        if (!verdict.IsAllowed)
            throw new JobRefusedException(verdict.Reason);

        var folder = home.CreateExports(owner);
        var temporary = Path.Combine(folder, $".{id:N}.tmp");
        try
        {
            job.Report(0, request.Media.Count);
            var written = await archive.WriteAsync(
                owner, request, temporary, done => job.Report(done, request.Media.Count), cancellationToken);
            if (written.Exported == 0)
                throw new JobRefusedException(Refusal(written));
            var name = $"without-faces-{id:N}{written.Extension}";
            var path = Path.Combine(folder, name);
            File.Move(temporary, path, overwrite: true);
            // Until the row tells of it nobody can fetch the file; after a crash here it is written again.
            if (!await FinishAsync(owner, id, name, new FileInfo(path).Length, request, written, cancellationToken))
            {
                File.Delete(path);
                throw new JobRefusedException("The export was removed while it was being written.");
            }
            return $$"""{"files":{{written.Exported}},"refused":{{written.Refused}}}""";
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task<(Guid Id, CoveredExportRequest Request)> ReadAsync(
        Guid owner, string subject, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(subject, out var id))
            throw new JobRefusedException("The job does not say what to export.");
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.ReadAsync(
            "SELECT request FROM covered_exports WHERE id = $1 AND owner_id = $2", row => row.GetString(0), cancellationToken,
            id, owner);
        return rows.Count == 1
            ? (id, CoveredExportRequest.Parse(rows[0]))
            : throw new JobRefusedException("The export was removed.");
    }

    /// <summary>The row and the audit log's entry at once: there is no export without an entry.</summary>
    /// <returns>False when the export was removed meanwhile.</returns>
    private async Task<bool> FinishAsync(
        Guid owner, Guid id, string name, long bytes, CoveredExportRequest request, WrittenExport written,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var isThere = await connection.ExecuteAsync(
            """
            UPDATE covered_exports SET finished_at = $3, file_name = $4, size_bytes = $5, exported = $6, refused = $7, expires_at = $8
            WHERE id = $1 AND owner_id = $2
            """,
            cancellationToken, id, owner, now, name, bytes, written.Exported, written.Refused, now + CoveredExports.KeptFor) > 0;
        if (!isThere)
            return false;
        // The export's row holds its owner's.
        var about = (await connection.SubjectAsync(owner, cancellationToken))!;
        await connection.AppendAsync(CoveredArchive.AuditOf("export", about, request, written), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static string Refusal(WrittenExport written) => written.Files is [var only]
        ? only.Reason!
        : $"None of the {written.Files.Count} files could be exported. The first: {written.Files[0].Reason}";
}
