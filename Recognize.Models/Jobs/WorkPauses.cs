using System.Text.Json;
using Npgsql;
using Recognize.Models.Auditing;
using Recognize.Models.Library;
using Recognize.Models.Persistence;

namespace Recognize.Models.Jobs;

/// <summary>Pauses work and lets it go on. What is in work when a pause begins is finished.</summary>
public sealed class WorkPauses(NpgsqlDataSource database)
{
    /// <summary>What can be paused by itself: kinds of jobs, and of analysis.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        [.. JobKinds.All, .. Enum.GetNames<AnalysisTask>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    /// <summary>Pauses work; pausing twice is one pause.</summary>
    public async Task PauseAsync(string? kind, Guid? ownerId, AuditActor pausedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO work_pauses (work_key, kind, owner_id, paused_by, paused_at) VALUES ($1, $2, $3, $4, now())
            ON CONFLICT DO NOTHING
            """,
            connection);
        command.Parameters.Add(new() { Value = KeyOf(kind, ownerId) });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = kind });
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = ownerId });
        command.Parameters.Add(new() { Value = pausedBy.Name });
        if (await command.ExecuteNonQueryAsync(cancellationToken) > 0)
            await NoteAsync(connection, AuditActions.WorkPaused, "Paused work.", kind, ownerId, pausedBy, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Ends one pause; others that hold the same work still do.</summary>
    /// <returns>False when there was none.</returns>
    public Task<bool> ResumeAsync(string? kind, Guid? ownerId, CancellationToken cancellationToken) =>
        ResumeAsync(kind, ownerId, AuditActor.CommandLine, cancellationToken);

    /// <inheritdoc cref="ResumeAsync(string?, Guid?, CancellationToken)"/>
    public async Task<bool> ResumeAsync(
        string? kind, Guid? ownerId, AuditActor resumedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var isEnded = await connection.ExecuteAsync(
            "DELETE FROM work_pauses WHERE work_key = $1", cancellationToken, KeyOf(kind, ownerId)) > 0;
        if (isEnded)
            await NoteAsync(connection, AuditActions.WorkResumed, "Ended a pause.", kind, ownerId, resumedBy, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isEnded;
    }

    /// <summary>All pauses, oldest first.</summary>
    public async Task<IReadOnlyList<WorkPause>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAsync(
            "SELECT work_key, kind, owner_id, paused_by, paused_at FROM work_pauses ORDER BY paused_at, work_key",
            row => new WorkPause
            {
                WorkKey = row.GetString(0),
                Kind = row.IsDBNull(1) ? null : row.GetString(1),
                OwnerId = row.IsDBNull(2) ? null : row.GetGuid(2),
                PausedBy = row.GetString(3),
                PausedAt = row.GetFieldValue<DateTimeOffset>(4),
            },
            cancellationToken);
    }

    private static async Task NoteAsync(
        NpgsqlConnection connection, string action, string summary, string? kind, Guid? ownerId, AuditActor actor,
        CancellationToken cancellationToken) =>
        await connection.AppendAsync(
            new AuditRecord(actor, action, summary)
            {
                About = ownerId is { } id ? await connection.SubjectAsync(id, cancellationToken) : null,
                Detail = $"{kind ?? "all work"}{(ownerId is null ? " of everybody" : "")}",
            },
            cancellationToken);

    private static string KeyOf(string? kind, Guid? ownerId) => $"{kind}|{ownerId}";
}
