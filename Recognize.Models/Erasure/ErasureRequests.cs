using Npgsql;
using Recognize.Models.Auditing;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;

namespace Recognize.Models.Erasure;

/// <summary>Why an erasure was not asked for.</summary>
public enum ErasureRefusal
{
    /// <summary>There is nothing of the kind, or it belongs to somebody else.</summary>
    NotFound,

    /// <summary>The user is the only admin who may sign in.</summary>
    LastAdmin,
}

/// <summary>An erasure that waits for a worker, or why there is none.</summary>
/// <param name="JobId">Set when it waits; the one that waited already, when it was asked for before.</param>
/// <param name="Refusal">Set when there is none.</param>
public sealed record ErasureAsked(Guid? JobId, ErasureRefusal? Refusal);

/// <summary>
/// Asks for erasures, from whatever process. Whoever asks has been checked before: here only what there is to erase is, and
/// the audit log is told in the same transaction.
/// </summary>
public sealed class ErasureRequests(NpgsqlDataSource database)
{
    /// <param name="kind">How much.</param>
    /// <param name="id">Of the user, library or person (also of one who is not to be recognised); ignored for everything.</param>
    /// <param name="ownerId">To whom it must belong; null for whoever may erase everybody's.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Gives up; then nothing is asked for.</param>
    public async Task<ErasureAsked> AskAsync(
        ErasureKind kind, Guid id, Guid? ownerId, AuditActor by, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var target = ErasureTarget.Everything;
        AuditSubject? about = null;
        if (kind != ErasureKind.Everything)
        {
            var owners = await connection.ReadAsync(
                $"""
                SELECT u.id, u.name FROM users u WHERE u.id = ({OwnerSql(kind)}) AND ($2::uuid IS NULL OR u.id = $2)
                """,
                row => new AuditSubject(row.GetGuid(0), row.GetString(1)), cancellationToken, id, ownerId ?? (object)DBNull.Value);
            if (owners.Count == 0)
                return new ErasureAsked(null, ErasureRefusal.NotFound);
            about = owners[0];
            target = new ErasureTarget(kind, id) { OwnerId = kind is ErasureKind.User or ErasureKind.Faces ? null : about.Id };
        }
        // Asked again, and for good, when the user is kept out: somebody may be made or unmade an admin meanwhile.
        if (kind == ErasureKind.User && await IsLastAdminAsync(connection, id, cancellationToken))
            return new ErasureAsked(null, ErasureRefusal.LastAdmin);
        var job = await JobRequests.RequestAsync(
            connection,
            new JobRequest(JobKinds.Erase, null, null, target.Subject, by.Name, JobPriorities.Asked) { AboutId = about?.Id },
            cancellationToken);
        await connection.AppendAsync(
            new AuditRecord(by, AuditActions.ErasureAsked, SummaryOf(kind)) { About = about }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ErasureAsked(job, null);
    }

    private static string OwnerSql(ErasureKind kind) => kind switch
    {
        ErasureKind.Library => "SELECT owner_id FROM libraries WHERE id = $1",
        ErasureKind.Person =>
            "SELECT owner_id FROM people WHERE id = $1 UNION ALL SELECT owner_id FROM refused_people WHERE id = $1",
        _ => "$1",
    };

    private static async Task<bool> IsLastAdminAsync(
        NpgsqlConnection connection, Guid userId, CancellationToken cancellationToken) =>
        (await connection.ReadAsync(
            """
            SELECT EXISTS (SELECT 1 FROM users WHERE id = $1 AND is_admin AND disabled_at IS NULL)
               AND NOT EXISTS (SELECT 1 FROM users WHERE id <> $1 AND is_admin AND disabled_at IS NULL)
            """,
            row => row.GetBoolean(0), cancellationToken, userId))[0];

    private static string SummaryOf(ErasureKind kind) => kind switch
    {
        ErasureKind.Faces => "Asked for all that face recognition has made of a user's files to be erased.",
        ErasureKind.Library => "Asked for a library to be erased.",
        ErasureKind.Person => "Asked for a person to be erased.",
        ErasureKind.User => "Asked for a user to be erased.",
        _ => "Asked for everything to be erased.",
    };
}
