using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.Auditing;

/// <summary>
/// Appends to the audit log. Given the connection on which an act is done, the entry becomes part of its transaction: there is
/// no act without an entry, and no entry of an act that was rolled back.
/// </summary>
public static class AuditLog
{
    /// <summary>How long entries are kept; the database refuses to remove younger ones.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(730);

    private const string AppendSql =
        """
        INSERT INTO audit_entries
            (id, at, actor_id, actor_name, about_id, about_name, action, summary, detail, address)
        SELECT gen_random_uuid(), now(), $1::uuid, $2::text, $3::uuid, $4::text, $5::text, $6::text, $7::text, $8::text
        """;

    /// <summary>A user as entries name one; null when there is none.</summary>
    public static async Task<AuditSubject?> SubjectAsync(
        this NpgsqlConnection connection, Guid userId, CancellationToken cancellationToken) =>
        (await connection.ReadAsync(
            "SELECT id, name FROM users WHERE id = $1", row => new AuditSubject(row.GetGuid(0), row.GetString(1)),
            cancellationToken, userId)).SingleOrDefault();

    /// <summary>Appends on an open connection, within its transaction if it has one.</summary>
    public static Task AppendAsync(this NpgsqlConnection connection, AuditRecord record, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(AppendSql, cancellationToken, Values(record));

    /// <summary>Appends within the context's transaction, if it has one.</summary>
    public static async Task AppendAsync(
        this RecognizeDbContext database, AuditRecord record, CancellationToken cancellationToken)
    {
        await using var open = await OpenConnection.OfAsync(database, cancellationToken);
        await open.Connection.AppendAsync(record, cancellationToken);
    }

    /// <summary>Appends by itself.</summary>
    public static async Task AppendAsync(
        this NpgsqlDataSource database, AuditRecord record, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.AppendAsync(record, cancellationToken);
    }

    /// <summary>
    /// Appends what strangers can cause at will: not again for the same user and address for a while, and no more than so
    /// many an hour in all, so that nobody can fill the log.
    /// </summary>
    /// <returns>Whether it was appended.</returns>
    public static async Task<bool> AppendRarelyAsync(
        this NpgsqlDataSource database, AuditRecord record, TimeSpan apart, int mostAnHour, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(
            $"""
            {AppendSql}
            WHERE NOT EXISTS (
                SELECT 1 FROM audit_entries WHERE action = $5 AND at > now() - $9::interval
                AND about_id IS NOT DISTINCT FROM $3::uuid AND address IS NOT DISTINCT FROM $8::text)
            AND (SELECT count(*) FROM audit_entries WHERE action = $5 AND at > now() - interval '1 hour') < $10
            """,
            cancellationToken, [.. Values(record), apart, (long)mostAnHour]) > 0;
    }

    /// <summary>
    /// Part of erasing a user: entries that speak of the user stay, under a pseudonym and without particulars and addresses.
    /// </summary>
    /// <returns>The pseudonym.</returns>
    public static async Task<string> PseudonymiseAsync(
        this NpgsqlConnection connection, Guid userId, CancellationToken cancellationToken)
    {
        var pseudonym = $"erased user {Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4))}";
        await connection.ExecuteAsync(
            """
            UPDATE audit_entries SET
                actor_id = CASE WHEN actor_id = $1 THEN NULL ELSE actor_id END,
                actor_name = CASE WHEN actor_id = $1 THEN $2 ELSE actor_name END,
                about_id = CASE WHEN about_id = $1 THEN NULL ELSE about_id END,
                about_name = CASE WHEN about_id = $1 THEN $2 ELSE about_name END,
                detail = NULL,
                address = NULL
            WHERE actor_id = $1 OR about_id = $1
            """,
            cancellationToken, userId, pseudonym);
        return pseudonym;
    }

    /// <summary>Removes entries that were kept long enough.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> ExpireAsync(this NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "DELETE FROM audit_entries WHERE at < now() - $1::interval", cancellationToken, KeptFor + TimeSpan.FromDays(1));
    }

    private static object[] Values(AuditRecord record) =>
    [
        record.Actor.UserId ?? (object)DBNull.Value, record.Actor.Name,
        record.About?.Id ?? (object)DBNull.Value, record.About?.Name ?? (object)DBNull.Value,
        record.Action, record.Summary, record.Detail ?? (object)DBNull.Value, record.Actor.Address ?? (object)DBNull.Value,
    ];
}
