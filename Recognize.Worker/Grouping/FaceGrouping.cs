using Npgsql;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.People;

namespace Recognize.Worker.Grouping;

/// <summary>What one grouping of one owner's faces did.</summary>
internal sealed record FaceGroupingSummary(int Joined, int NewPeople, int Waiting);

/// <summary>
/// Lets faces that are in no group join people or found new ones. Settled faces never move. One run a user at a time,
/// on any number of workers; the result is stored in one transaction, so a run that dies has done nothing.
/// </summary>
internal sealed class FaceGrouping(NpgsqlDataSource database, GroupingOptions options, TimeProvider clock)
{
    /// <summary>Groups the new faces of one owner, if there are any.</summary>
    /// <param name="ownerId">Whose faces.</param>
    /// <param name="packVersion">Only faces of this version: vectors of two networks are never compared.</param>
    /// <param name="limits">How alike faces of that network must be.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    public async Task<FaceGroupingSummary> GroupAsync(
        Guid ownerId, string packVersion, SimilarityLimits limits, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await OwnerLock.TakeAsync(connection, ownerId, cancellationToken);

        var faces = await GroupingFaces.ReadUnplacedAsync(connection, ownerId, packVersion, cancellationToken);
        if (faces.New.Count == 0)
            return new FaceGroupingSummary(0, 0, faces.Waiting.Count);

        var input = new GroupingInput
        {
            NewFaces = faces.New,
            WaitingFaces = faces.Waiting,
            ExistingGroups = await GroupingFaces.ReadPeopleAsync(
                connection, ownerId, packVersion, new FacetBuilder(options, limits), cancellationToken),
            Rejections = await GroupingFaces.ReadRejectionsAsync(connection, ownerId, cancellationToken),
        };
        var result = new FaceGrouper(options, limits).Group(input, cancellationToken);
        await StoreAsync(connection, ownerId, input, result, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new FaceGroupingSummary(
            result.Placements.Count(placement => placement.PersonId is not null),
            result.NewGroups.Count,
            result.Waiting.Count);
    }

    private async Task StoreAsync(
        NpgsqlConnection connection, Guid ownerId, GroupingInput input, GroupingResult result,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var people = result.NewGroups.Select(_ => Guid.CreateVersion7()).ToArray();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(
                    """
                    INSERT INTO people (id, owner_id, is_hidden, created_at)
                    SELECT p.id, $1, false, $2 FROM unnest($3) AS p (id)
                    """)
                {
                    Parameters = { new() { Value = ownerId }, new() { Value = now }, new() { Value = people } },
                },
                // A face that the owner placed while this run was thinking stays where the owner put it.
                new(
                    """
                    UPDATE faces SET person_id = p.person_id, assigned_by = $1, similarity = p.similarity, grouped_at = $2
                    FROM unnest($3, $4, $5) AS p (id, person_id, similarity)
                    WHERE faces.id = p.id AND faces.assigned_by = 0
                    """)
                {
                    Parameters =
                    {
                        new() { Value = (short)FaceAssignment.Cluster },
                        new() { Value = now },
                        new() { Value = result.Placements.Select(placement => placement.FaceId).ToArray() },
                        new()
                        {
                            Value = result.Placements
                                .Select(placement => placement.PersonId ?? people[placement.NewGroup!.Value]).ToArray(),
                        },
                        new() { Value = result.Placements.Select(placement => placement.Similarity).ToArray() },
                    },
                },
                new("UPDATE faces SET grouped_at = $1 WHERE id = ANY ($2) AND grouped_at IS NULL")
                {
                    Parameters =
                    {
                        new() { Value = now },
                        new() { Value = input.NewFaces.Select(face => face.Id).ToArray() },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
