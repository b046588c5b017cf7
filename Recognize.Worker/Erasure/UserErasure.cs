using Npgsql;
using Recognize.Models;
using Recognize.Models.Auditing;
using Recognize.Models.Erasure;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Erasure;

/// <summary>Erases a user's row and with it all that hangs on it, the name where others' rows mention it, and the exports.</summary>
internal sealed class UserErasure(NpgsqlDataSource database, RecognizeHome home)
{
    /// <summary>Stands where a name stood that nobody is to read any more.</summary>
    public const string FormerUser = "a former user";

    // Rows that stay: settings of the installation, and what admins did for others.
    private static readonly (string Table, string Column)[] Mentions =
    [
        ("job_runs", "requested_by"), ("work_pauses", "paused_by"), ("system_settings", "changed_by"),
        ("contact_servers", "added_by"), ("task_versions", "chosen_by"), ("recluster_runs", "requested_by_name"),
        ("person_acts", "made_by"), ("face_consents", "answered_by"),
    ];

    // Summed up apart from the rows they count, so nothing takes them along.
    private static readonly string[] Counts = ["tag_counts", "month_counts", "person_counts", "person_changes"];

    public async Task RunAsync(Guid userId, ErasureReport report, CancellationToken cancellationToken)
    {
        await DeleteExportsAsync(userId, report, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var names = await connection.ReadAsync(
            "SELECT name FROM users WHERE id = $1 FOR UPDATE", row => row.GetString(0), cancellationToken, userId);
        foreach (var name in names)
        {
            // Some say by what way besides: "anna at the terminal".
            foreach (var (table, column) in Mentions)
            {
                await connection.ExecuteAsync(
                    $"UPDATE {table} SET {column} = $2 WHERE {column} = $1 OR starts_with({column}, $1 || ' ')",
                    cancellationToken, name, FormerUser);
            }
        }
        report.People += await CountAsync(connection, "people", userId, cancellationToken);
        report.Contacts += await CountAsync(connection, "contacts", userId, cancellationToken);
        // Words that only this user's files had.
        await connection.ExecuteAsync(
            """
            DELETE FROM tags t WHERE starts_with(t.id, 'keyword:')
              AND NOT EXISTS (SELECT 1 FROM media_tags m WHERE m.tag_id = t.id)
              AND NOT EXISTS (SELECT 1 FROM tags c WHERE c.parent_id = t.id)
            """,
            cancellationToken);
        // With the keys goes what is sealed in copies of the database.
        await OwnerKeys.EraseAsync(connection, userId, cancellationToken);
        await connection.ExecuteAsync("DELETE FROM users WHERE id = $1", cancellationToken, userId);
        await connection.PseudonymiseAsync(userId, cancellationToken);
        await connection.AppendAsync(
            new AuditRecord("erasure", AuditActions.UserRemoved, "A user was erased, with all that was known of their files."),
            cancellationToken);
        foreach (var table in Counts)
            await connection.ExecuteAsync($"DELETE FROM {table} WHERE owner_id = $1", cancellationToken, userId);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Files first: rows that are left lead to the files that are left.</summary>
    public async Task DeleteExportsAsync(Guid userId, ErasureReport report, CancellationToken cancellationToken)
    {
        DeleteExportFiles(userId, report);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("DELETE FROM covered_exports WHERE owner_id = $1", cancellationToken, userId);
    }

    private void DeleteExportFiles(Guid userId, ErasureReport report)
    {
        var folder = Path.Combine(home.Exports, userId.ToString());
        if (!Directory.Exists(folder))
            return;
        report.Exports += Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).LongCount();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<long> CountAsync(
        NpgsqlConnection connection, string table, Guid ownerId, CancellationToken cancellationToken) =>
        (await connection.ReadAsync(
            $"SELECT count(*) FROM {table} WHERE owner_id = $1", row => row.GetInt64(0), cancellationToken, ownerId))[0];
}
