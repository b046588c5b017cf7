using Npgsql;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Jobs;

/// <summary>The limits that admins have set for the installation. Running workers take a change up within ten seconds.</summary>
public sealed class WorkLimitsStore(NpgsqlDataSource database)
{
    /// <summary>Of the row in <c>system_settings</c>.</summary>
    public const string Key = "limits";

    /// <summary>The limits; without any, as long as nobody has set some.</summary>
    /// <exception cref="FormatException">What is stored is not of this program's making; the message says why.</exception>
    public async Task<WorkLimits> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT value::text FROM system_settings WHERE key = $1");
        command.Parameters.Add(new() { Value = Key });
        return await command.ExecuteScalarAsync(cancellationToken) is string json
            ? WorkLimits.FromJson(json)
            : new WorkLimits();
    }

    /// <summary>Changes the limits; of two admins at once the second changes what the first has made.</summary>
    /// <param name="change">Gives the new limits for the ones that hold.</param>
    /// <param name="changedBy">The admin.</param>
    /// <param name="cancellationToken">Nothing is changed then.</param>
    /// <returns>What holds now.</returns>
    /// <exception cref="FormatException">The new limits make no sense; the message says why. Nothing was changed.</exception>
    public async Task<WorkLimits> ChangeAsync(
        Func<WorkLimits, WorkLimits> change, AuditActor changedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The row is made first, so that there is one to lock.
        await connection.ExecuteAsync(
            """
            INSERT INTO system_settings (key, value, changed_by, changed_at) VALUES ($1, '{}', $2, now())
            ON CONFLICT DO NOTHING
            """,
            cancellationToken, Key, changedBy.Name);
        var stored = await connection.ReadAsync(
            "SELECT value::text FROM system_settings WHERE key = $1 FOR UPDATE",
            row => row.GetString(0), cancellationToken, Key);
        var changed = change(WorkLimits.FromJson(stored.Single())).Check();
        await connection.ExecuteAsync(
            "UPDATE system_settings SET value = $2::jsonb, changed_by = $3, changed_at = now() WHERE key = $1",
            cancellationToken, Key, changed.ToJson(), changedBy.Name);
        await connection.AppendAsync(
            new AuditRecord(changedBy, AuditActions.LimitsChanged, "Changed the limits of workers.") { Detail = changed.ToJson() },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }
}
