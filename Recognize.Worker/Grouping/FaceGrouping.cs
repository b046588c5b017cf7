using System.Numerics.Tensors;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Faces.Index;
using Recognize.Models.People;
using Recognize.Models.People.Reclustering;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Grouping;

/// <summary>What one grouping of one owner's faces did.</summary>
internal sealed record FaceGroupingSummary(int Joined, int NewPeople, int Waiting)
{
    public static FaceGroupingSummary operator +(FaceGroupingSummary a, FaceGroupingSummary b) =>
        new(a.Joined + b.Joined, a.NewPeople + b.NewPeople, a.Waiting + b.Waiting);
}

/// <summary>
/// Lets new faces join people, found new ones or wait. An index proposes the faces they resemble, and only the people of
/// these are read: what a batch costs does not grow with the library, and settled faces never move. One run a user at a
/// time, on any number of workers; each batch is one transaction, so a run that dies has done whole batches only. Nothing
/// is stored after the owner's "no".
/// </summary>
internal sealed class FaceGrouping(
    NpgsqlDataSource database, OwnerKeys keys, OwnerFaceIndexes indexes, GroupingOptions options, TimeProvider clock)
{
    /// <summary>
    /// New faces looked at together: the more, the better a first run sees who belongs together; users' acts wait for
    /// as long as one batch takes.
    /// </summary>
    private const int BatchFaces = 10_000;

    /// <summary>Groups the new faces of one owner, if there are any.</summary>
    /// <param name="ownerId">Whose faces.</param>
    /// <param name="packVersion">Only faces of this version: vectors of two networks are never compared.</param>
    /// <param name="limits">How alike faces of that network must be.</param>
    /// <param name="cancellationToken">Stops before the next batch is stored.</param>
    /// <returns>Faces that joined, people that were founded, and faces that were looked at and wait.</returns>
    public async Task<FaceGroupingSummary> GroupAsync(
        Guid ownerId, string packVersion, SimilarityLimits limits, CancellationToken cancellationToken)
    {
        var total = new FaceGroupingSummary(0, 0, 0);
        while (await GroupBatchAsync(ownerId, packVersion, limits, cancellationToken) is { } batch)
            total += batch;
        await indexes.SaveAsync(ownerId, cancellationToken);
        return total;
    }

    private async Task<FaceGroupingSummary?> GroupBatchAsync(
        Guid ownerId, string packVersion, SimilarityLimits limits, CancellationToken cancellationToken)
    {
        if (!await NumberPlacedFacesAsync(ownerId, packVersion, cancellationToken))
            return null;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await OwnerLock.TakeAsync(connection, ownerId, cancellationToken);

        using var seal = await keys.ReadingAsync(connection, ownerId, cancellationToken);
        var faces = await GroupingFaces.ReadNewAsync(connection, seal, ownerId, packVersion, BatchFaces, cancellationToken);
        if (faces.Count == 0)
            return null;
        var (index, people) = await indexes.GetAsync(
            connection, seal, ownerId, packVersion, faces[0].Embedding.Length, cancellationToken);
        var settings = await OwnerGroupingSettings.ReadAsync(connection, ownerId, cancellationToken);
        var wanted = settings.Over(options);
        var shifted = limits.Shifted(wanted.SimilarityShift);
        var grouping = new NeighbourhoodGrouping(index, new FaceGrouper(wanted, limits), shifted);
        var neighbourhood = await ReadNeighbourhoodAsync(
            connection, seal, ownerId, packVersion, faces, grouping.FindCandidates(faces, cancellationToken),
            people, new FacetSettings(wanted, limits), shifted.Group - shifted.Margin, cancellationToken);
        var result = grouping.Decide(neighbourhood, cancellationToken);
        // Asked last, so that a "no" waits for what is stored and not for what is computed.
        if (!await connection.HoldFacePermissionAsync(ownerId, cancellationToken))
            return null;
        var run = await StoreAsync(connection, ownerId, faces, result, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        grouping.Remember(faces);
        indexes.Advance(ownerId, run);
        var looked = faces.Select(face => face.Id).ToHashSet();
        return new FaceGroupingSummary(
            result.Placements.Count(placement => placement.PersonId is not null),
            result.NewGroups.Count,
            result.Waiting.Count(looked.Contains));
    }

    /// <summary>
    /// Faces that a user placed before any grouping saw them get a run of their own, so that indexes find them. Committed
    /// by itself: an index that has read them must not have read what is rolled back.
    /// </summary>
    /// <returns>False where faces may not be grouped any more.</returns>
    private async Task<bool> NumberPlacedFacesAsync(Guid ownerId, string packVersion, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await connection.HoldFacePermissionAsync(ownerId, cancellationToken))
            return false;
        await connection.ExecuteAsync(
            """
            WITH placed AS (
                SELECT id FROM faces
                WHERE owner_id = $1 AND pack_version = $2 AND grouping_run IS NULL AND person_id IS NOT NULL),
            next AS (
                UPDATE face_versions SET grouping_run = grouping_run + 1
                WHERE owner_id = $1 AND EXISTS (SELECT 1 FROM placed) RETURNING grouping_run)
            UPDATE faces SET grouping_run = next.grouping_run FROM next WHERE faces.id IN (SELECT id FROM placed)
            """,
            cancellationToken, ownerId, packVersion);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<GroupingInput> ReadNeighbourhoodAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid ownerId, string packVersion, List<GroupingFace> faces,
        IReadOnlySet<Guid> candidates, SummedPeople summed, FacetSettings settings, float floor,
        CancellationToken cancellationToken)
    {
        Guid[] among = [.. candidates];
        var waiting = await GroupingFaces.ReadWaitingAsync(connection, seal, ownerId, packVersion, among, cancellationToken);
        var portraits = await PortraitFaces.ReadAsync(connection, seal, ownerId, packVersion, cancellationToken);
        var people = (await GroupingFaces.ReadPeopleOfAsync(connection, ownerId, among, cancellationToken))
            .Union(PeoplePortrayedLike(faces, portraits, floor)).ToList();
        var groups = await summed.ReadAsync(
            connection, seal, ownerId, packVersion, people, portraits, settings, cancellationToken);
        var looked = faces.Concat(waiting).Select(face => face.Id).ToList();
        var photos = await GroupingFaces.ReadPhotosOfAsync(connection, ownerId, people, looked, cancellationToken);
        return new GroupingInput
        {
            NewFaces = faces,
            WaitingFaces = waiting,
            ExistingGroups = [.. groups.Select(group => group with { MediaIds = photos[group.PersonId].ToHashSet() })],
            Rejections = await GroupingFaces.ReadRejectionsAsync(connection, looked, cancellationToken),
            ReleasedPhotos = await GroupingFaces.ReadReleasedPhotosAsync(connection, looked, cancellationToken),
        };
    }

    /// <summary>People of whom a contact's portrait is like a new face: there may be no face of them to be found by.</summary>
    private static IEnumerable<Guid> PeoplePortrayedLike(
        List<GroupingFace> faces, ILookup<Guid, GroupingFace> portraits, float floor) =>
        portraits
            .Where(person => person.Any(portrait => faces.Exists(
                face => TensorPrimitives.Dot<float>(portrait.Embedding, face.Embedding) >= floor)))
            .Select(person => person.Key);

    /// <returns>The number of the run.</returns>
    private async Task<long> StoreAsync(
        NpgsqlConnection connection, Guid ownerId, List<GroupingFace> faces, GroupingResult result,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var people = result.NewGroups.Select(_ => Guid.CreateVersion7()).ToArray();
        await using var count = new NpgsqlCommand(
            "UPDATE face_versions SET grouping_run = grouping_run + 1 WHERE owner_id = $1 RETURNING grouping_run", connection);
        count.Parameters.Add(new() { Value = ownerId });
        var run = (long)(await count.ExecuteScalarAsync(cancellationToken)
            ?? throw new InvalidOperationException("An owner with faces has no version of them."));

        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("INSERT INTO people (id, owner_id, is_hidden, created_at) SELECT p.id, $1, false, $2 FROM unnest($3) AS p (id)")
                {
                    Parameters = { new() { Value = ownerId }, new() { Value = now }, new() { Value = people } },
                },
                new(
                    """
                    UPDATE faces SET person_id = p.person_id, assigned_by = $1, similarity = p.similarity, grouped_at = $2
                    FROM unnest($3, $4, $5) AS p (id, person_id, similarity)
                    WHERE faces.id = p.id
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
                new("UPDATE faces SET grouping_run = $1, grouped_at = coalesce(grouped_at, $2) WHERE id = ANY ($3)")
                {
                    Parameters =
                    {
                        new() { Value = run },
                        new() { Value = now },
                        new() { Value = faces.Select(face => face.Id).ToArray() },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return run;
    }
}
