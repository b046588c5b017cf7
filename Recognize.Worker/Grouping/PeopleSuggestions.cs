using System.Security.Cryptography;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.People;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Grouping;

/// <summary>
/// Finds the questions that settle most for an owner, after a grouping and only when something has changed. It takes at
/// most a tenth of a worker's time: the next round waits nine times as long as the last one took.
/// </summary>
internal sealed class PeopleSuggestions(
    NpgsqlDataSource database, OwnerKeys keys, GroupingOptions options, TimeProvider clock)
{
    private const int RestFactor = 9;

    /// <summary>Owners who have named, merged, split and the like since their questions were found, and whose rest is over.</summary>
    public async Task<IReadOnlyList<Guid>> OwnersAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAsync(
            """
            SELECT r.owner_id FROM suggestion_runs r
            WHERE $1 >= r.made_at + make_interval(secs => $2 * r.seconds)
              AND EXISTS (SELECT 1 FROM person_acts a WHERE a.owner_id = r.owner_id AND a.made_at > r.made_at)
            ORDER BY r.owner_id
            """,
            row => row.GetGuid(0), cancellationToken, clock.GetUtcNow(), RestFactor);
    }

    /// <returns>How many questions there are; null when nothing was done.</returns>
    public async Task<int?> FindAsync(
        Guid ownerId, string packVersion, SimilarityLimits limits, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var state = await SuggestionFaces.StateAsync(connection, ownerId, packVersion, cancellationToken);
        if (!await IsDueAsync(connection, ownerId, state, cancellationToken))
        {
            // Whose clock is ahead of this one's acts in the future: seen is seen.
            await connection.ExecuteAsync(
                "UPDATE suggestion_runs SET made_at = $3 WHERE owner_id = $1 AND state = $2",
                cancellationToken, ownerId, state, clock.GetUtcNow());
            return null;
        }

        using var seal = await keys.ReadingAsync(connection, ownerId, cancellationToken);
        var faces = new SuggestionFaces(connection, seal, ownerId, packVersion);
        var people = await faces.ReadPeopleAsync(cancellationToken);
        var waiting = await faces.ReadWaitingAsync(options.MinFoundingQuality, cancellationToken);
        var barred = await faces.ReadBarredAsync(cancellationToken);
        var found = new SuggestionRanking(limits.Group, limits.Pair).Rank(
            people, waiting, (first, second) => barred.Contains((first, second)) || barred.Contains((second, first)),
            cancellationToken);
        return await StoreAsync(connection, ownerId, state, limits.Group, found, started, cancellationToken) ? found.Count : null;
    }

    private async Task<bool> IsDueAsync(
        NpgsqlConnection connection, Guid ownerId, string state, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT state, made_at, seconds FROM suggestion_runs WHERE owner_id = $1", connection);
        command.Parameters.Add(new() { Value = ownerId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return !await reader.ReadAsync(cancellationToken)
            || (reader.GetString(0) != state
                && clock.GetUtcNow() >= reader.GetFieldValue<DateTimeOffset>(1)
                    + TimeSpan.FromSeconds(RestFactor * reader.GetDouble(2)));
    }

    /// <returns>False where faces may not be compared any more.</returns>
    private async Task<bool> StoreAsync(
        NpgsqlConnection connection, Guid ownerId, string state, float groupSimilarity, IReadOnlyList<RankedSuggestion> found,
        long started, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Nobody merges people away while rows that refer to them are written.
        await OwnerLock.TakeAsync(connection, ownerId, cancellationToken);
        if (!await connection.HoldFacePermissionAsync(ownerId, cancellationToken))
            return false;
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("DELETE FROM person_suggestions WHERE owner_id = $1") { Parameters = { new() { Value = ownerId } } },
                new(
                    """
                    INSERT INTO person_suggestions (id, owner_id, person_id, other_id, face_id, similarity, probability, gain)
                    SELECT s.id, $1, s.person_id, CASE WHEN NOT s.is_face THEN s.other_id END,
                           CASE WHEN s.is_face THEN s.other_id END, s.similarity, s.probability, s.gain
                    FROM unnest($2, $3, $4, $5, $6, $7, $8)
                        AS s (id, person_id, other_id, is_face, similarity, probability, gain)
                    WHERE EXISTS (SELECT 1 FROM people p WHERE p.id = s.person_id)
                      AND CASE WHEN s.is_face THEN EXISTS (SELECT 1 FROM faces f WHERE f.id = s.other_id FOR KEY SHARE)
                          ELSE EXISTS (SELECT 1 FROM people p WHERE p.id = s.other_id) END
                    """)
                {
                    Parameters =
                    {
                        new() { Value = ownerId },
                        new() { Value = found.Select(IdOf).ToArray() },
                        new() { Value = found.Select(suggestion => suggestion.Person.Id).ToArray() },
                        new() { Value = found.Select(suggestion => suggestion.Other.Id).ToArray() },
                        new() { Value = found.Select(suggestion => suggestion.Other.IsFace).ToArray() },
                        new() { Value = found.Select(suggestion => suggestion.Similarity).ToArray() },
                        new() { Value = found.Select(suggestion => suggestion.Probability).ToArray() },
                        new() { Value = found.Select(suggestion => suggestion.Gain).ToArray() },
                    },
                },
                new(
                    """
                    INSERT INTO suggestion_runs (owner_id, state, made_at, seconds, group_similarity) VALUES ($1, $2, $3, $4, $5)
                    ON CONFLICT (owner_id) DO UPDATE SET state = excluded.state, made_at = excluded.made_at,
                        seconds = excluded.seconds, group_similarity = excluded.group_similarity
                    """)
                {
                    Parameters =
                    {
                        new() { Value = ownerId },
                        new() { Value = state },
                        new() { Value = clock.GetUtcNow() },
                        new() { Value = clock.GetElapsedTime(started).TotalSeconds },
                        new() { Value = groupSimilarity },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The same for the same pair, so that a question keeps its id from one round to the next.</summary>
    private static Guid IdOf(RankedSuggestion suggestion)
    {
        Span<byte> pair = stackalloc byte[32];
        var (low, high) = suggestion.Person.Id.CompareTo(suggestion.Other.Id) < 0
            ? (suggestion.Person.Id, suggestion.Other.Id)
            : (suggestion.Other.Id, suggestion.Person.Id);
        low.TryWriteBytes(pair);
        high.TryWriteBytes(pair[16..]);
        return new Guid(SHA256.HashData(pair).AsSpan(0, 16));
    }
}
