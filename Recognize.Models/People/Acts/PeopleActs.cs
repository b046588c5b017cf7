using Npgsql;
using Recognize.Models.Sealing;

namespace Recognize.Models.People.Acts;

/// <summary>An act that was made.</summary>
/// <param name="ActId">Takes it back; null when there was nothing to change.</param>
/// <param name="Summary">One sentence about what was done.</param>
public sealed record ActDone(Guid? ActId, string Summary)
{
    /// <summary>The people it changed that still are, in their new versions.</summary>
    public IReadOnlyList<PersonSeen> People { get; init; } = [];

    /// <summary>The person that was made, or that remains of several.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>The face that was made.</summary>
    public Guid? FaceId { get; init; }

    /// <summary>Faces that the act took out of their groups; the next grouping looks at them.</summary>
    public IReadOnlyList<Guid> Waiting { get; init; } = [];
}

/// <summary>
/// Makes acts: each is one transaction under the owner's lock, refused when a person was changed since the actor looked,
/// and recorded row by row so that it can be taken back. A process that dies in the middle has done nothing.
/// </summary>
public sealed class PeopleActs(NpgsqlDataSource database, OwnerKeys keys, TimeProvider clock)
{
    /// <param name="ownerId">Whose people.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="kind">What is done.</param>
    /// <param name="seen">The people it is about, in the versions the actor decided by.</param>
    /// <param name="make">Makes the changes and sets the summary.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public async Task<ActDone> RunAsync(
        Guid ownerId, ActActor actor, ActKind kind, IReadOnlyList<PersonSeen> seen,
        Func<ActTransaction, CancellationToken, Task> make, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await OwnerLock.TakeAsync(connection, ownerId, cancellationToken);
        var act = new ActTransaction(connection, keys, Guid.CreateVersion7(), ownerId, clock.GetUtcNow());
        await CheckSeenAsync(act, seen, cancellationToken);
        await InsertAsync(act, actor, kind, undoes: null, cancellationToken);
        // Until the transaction ends; the triggers read it.
        await act.ExecuteAsync("SELECT set_config('recognize.act', $1, true)", cancellationToken, act.ActId.ToString());

        await make(act, cancellationToken);

        if (await FinishAsync(act, cancellationToken) is not { } people)
            return new ActDone(null, act.Summary) { PersonId = act.PersonId };
        await transaction.CommitAsync(cancellationToken);
        return new ActDone(act.ActId, act.Summary)
        {
            People = people, PersonId = act.PersonId, FaceId = act.FaceId, Waiting = act.Waiting,
        };
    }

    /// <summary>Takes an act back: every row becomes as it was before.</summary>
    /// <param name="ownerId">Whose people.</param>
    /// <param name="actor">Who takes it back.</param>
    /// <param name="actId">The act.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    /// <exception cref="ActRefusedException">
    /// There is no such act, it was taken back already, or later acts stand on it (they are named). Nothing was stored.
    /// </exception>
    public async Task<ActDone> UndoAsync(
        Guid ownerId, ActActor actor, Guid actId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await OwnerLock.TakeAsync(connection, ownerId, cancellationToken);
        var act = new ActTransaction(connection, keys, Guid.CreateVersion7(), ownerId, clock.GetUtcNow());
        var reversal = new ActReversal(act, actId);
        act.Summary = $"Taken back: {await reversal.FindAsync(cancellationToken)}";
        await InsertAsync(act, actor, ActKind.Undo, actId, cancellationToken);
        await act.ExecuteAsync("SELECT set_config('recognize.act', $1, true)", cancellationToken, act.ActId.ToString());

        await reversal.RunAsync(cancellationToken);

        var people = await FinishAsync(act, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ActDone(act.ActId, act.Summary) { People = people ?? [] };
    }

    private static async Task CheckSeenAsync(
        ActTransaction act, IReadOnlyList<PersonSeen> seen, CancellationToken cancellationToken)
    {
        if (seen.Count == 0)
            return;
        var versions = (await act.ReadAsync(
                "SELECT id, version FROM people WHERE owner_id = $1 AND id = ANY ($2)",
                row => (Id: row.GetGuid(0), Version: row.GetInt64(1)),
                cancellationToken, act.OwnerId, seen.Select(person => person.PersonId).ToArray()))
            .ToDictionary(row => row.Id, row => row.Version);
        var missing = seen.Where(person => !versions.ContainsKey(person.PersonId)).Select(person => person.PersonId).ToList();
        if (missing.Count > 0)
            throw new ActRefusedException(ActRefusal.NotFound, "There is no such person; it may have been merged.", missing);
        var changed = seen.Where(person => versions[person.PersonId] != person.Version)
            .Select(person => person.PersonId).ToList();
        if (changed.Count > 0)
            throw new ActRefusedException(
                ActRefusal.Changed, "Somebody changed this person meanwhile: look again and repeat.", changed);
    }

    private static Task<int> InsertAsync(
        ActTransaction act, ActActor actor, ActKind kind, Guid? undoes, CancellationToken cancellationToken) =>
        act.ExecuteAsync(
            """
            INSERT INTO person_acts (id, owner_id, actor_id, made_by, kind, summary, made_at, undoes)
            VALUES ($1, $2, $3, $4, $5, '', $6, $7)
            """,
            cancellationToken,
            act.ActId, act.OwnerId, (object?)actor.UserId ?? DBNull.Value, actor.Name, (short)kind, act.Now,
            (object?)undoes ?? DBNull.Value);

    /// <summary>Marks the people that changed, and keeps the sentence; null when the act changed nothing.</summary>
    private static async Task<IReadOnlyList<PersonSeen>?> FinishAsync(ActTransaction act, CancellationToken cancellationToken)
    {
        if (act.Summary.Length == 0)
            throw new InvalidOperationException("An act says in one sentence what it did.");
        var people = await act.ReadAsync(
            $"""
            UPDATE people SET version = version + 1
            WHERE id IN (
                SELECT key FROM act_changes WHERE act_id = $1 AND entity IN ({(int)ActEntity.Person}, {(int)ActEntity.Difference})
                UNION SELECT other_key FROM act_changes WHERE act_id = $1
                UNION SELECT (before ->> 'person_id')::uuid FROM act_changes WHERE act_id = $1 AND entity = {(int)ActEntity.Face}
                UNION SELECT (after ->> 'person_id')::uuid FROM act_changes WHERE act_id = $1 AND entity = {(int)ActEntity.Face})
            RETURNING id, version
            """,
            row => new PersonSeen(row.GetGuid(0), row.GetInt64(1)), cancellationToken, act.ActId);
        await act.ExecuteAsync("UPDATE person_acts SET summary = $2 WHERE id = $1", cancellationToken, act.ActId, act.Summary);
        var changes = await act.ReadAsync(
            "SELECT EXISTS (SELECT 1 FROM act_changes WHERE act_id = $1)", row => row.GetBoolean(0),
            cancellationToken, act.ActId);
        return changes[0] ? people : null;
    }
}
