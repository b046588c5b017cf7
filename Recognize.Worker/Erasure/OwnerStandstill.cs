using Npgsql;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Erasure;

/// <summary>
/// Keeps workers from an owner's files while they are erased: what one has in hand would come back. A standstill
/// survives a crash; the erasure that follows ends it.
/// </summary>
internal sealed class OwnerStandstill(NpgsqlDataSource database, WorkPauses pauses, JobRequests requests, TimeProvider clock)
{
    private const string Author = "erasure";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>Pauses the owner's work, cancels the owner's jobs, and waits until nothing of it is in anybody's hands.</summary>
    public async Task BeginAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await pauses.PauseAsync(null, ownerId, Author, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        while (true)
        {
            // Again each time: users and schedules go on asking.
            await requests.CancelAllAsync(ownerId, cancellationToken);
            // A lease that has run out is nobody's: its holder's results are refused.
            var isBusy = (await connection.ReadAsync(
                $"""
                SELECT EXISTS (SELECT 1 FROM analysis a JOIN media m ON m.id = a.media_id
                               WHERE a.lease_owner IS NOT NULL AND a.lease_until > now() AND m.owner_id = $1)
                    OR EXISTS (SELECT 1 FROM job_runs WHERE owner_id = $1 AND state = {(int)JobState.Running}
                               AND lease_until > now())
                """,
                row => row.GetBoolean(0), cancellationToken, ownerId))[0];
            if (!isBusy)
                return;
            await Task.Delay(Look, clock, cancellationToken);
        }
    }

    /// <summary>Lets the owner's work go on; a pause that somebody else made stays.</summary>
    public async Task EndAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            "DELETE FROM work_pauses WHERE owner_id = $1 AND paused_by = $2", cancellationToken, ownerId, Author);
    }
}
