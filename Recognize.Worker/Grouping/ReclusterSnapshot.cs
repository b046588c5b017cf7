using System.Data;
using Npgsql;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.People;
using Recognize.Models.People.Reclustering;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Grouping;

/// <summary>A face with its place at one moment.</summary>
/// <param name="Face">With its vector; in a released photo, every face counts as being in a photo of its own.</param>
/// <param name="PersonId">Null for a face in no group.</param>
/// <param name="AssignedBy">Who put it there.</param>
/// <param name="IsRemoved">Whether its file is gone: it only speaks for its person.</param>
internal readonly record struct SnapshotFace(
    GroupingFace Face, Guid? PersonId, FaceAssignment AssignedBy, bool IsRemoved)
{
    public bool IsConfirmed => AssignedBy is FaceAssignment.Contact or FaceAssignment.User;
}

/// <summary>An owner's faces and people at one moment, all that a recluster works on.</summary>
internal sealed class ReclusterSnapshot
{
    public required List<SnapshotFace> Faces { get; init; }

    public required Dictionary<Guid, LivePerson> People { get; init; }

    /// <summary>Faces of contacts' portraits, by the person that the contact is.</summary>
    public required ILookup<Guid, GroupingFace> Portraits { get; init; }

    public required List<RejectedMatch> Rejections { get; init; }

    /// <summary>Pairs of people who were said to be different, the smaller id first.</summary>
    public required HashSet<(Guid, Guid)> Differences { get; init; }

    /// <summary>See <see cref="ReclusterRun.KnownAct"/>.</summary>
    public required Guid? KnownAct { get; init; }

    /// <summary>Reads everything as of one moment; takes no lock, so work on the faces goes on meanwhile.</summary>
    /// <param name="database">Where from.</param>
    /// <param name="keys">Opens the vectors.</param>
    /// <param name="ownerId">Whose faces.</param>
    /// <param name="packVersion">Vectors of other versions are left out.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<ReclusterSnapshot> ReadAsync(
        NpgsqlDataSource database, OwnerKeys keys, Guid ownerId, string packVersion, ReclusterProgress progress,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(
            IsolationLevel.RepeatableRead, cancellationToken);
        using var seal = await keys.ReadingAsync(connection, ownerId, cancellationToken);
        var total = (await connection.ReadAsync(
            "SELECT count(*) FROM faces WHERE owner_id = $1", row => row.GetInt64(0), cancellationToken, ownerId))[0];
        var released = (await connection.ReadAsync(
            "SELECT l.media_id FROM photo_releases l JOIN media m ON m.id = l.media_id WHERE m.owner_id = $1",
            row => row.GetGuid(0), cancellationToken, ownerId)).ToHashSet();
        return new ReclusterSnapshot
        {
            Faces = await ReadFacesAsync(),
            People = (await connection.ReadAsync(
                    $"SELECT p.id, p.name, {AnchoredPeople.Condition} FROM people p WHERE p.owner_id = $1",
                    row => new LivePerson(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetBoolean(2)),
                    cancellationToken, ownerId))
                .ToDictionary(person => person.Id),
            Portraits = await PortraitFaces.ReadAsync(connection, seal, ownerId, packVersion, cancellationToken),
            Rejections = await GroupingFaces.ReadAllRejectionsAsync(connection, ownerId, cancellationToken),
            Differences = (await connection.ReadAsync(
                "SELECT d.first_id, d.second_id FROM person_differences d JOIN people p ON p.id = d.first_id WHERE p.owner_id = $1",
                row => (row.GetGuid(0), row.GetGuid(1)), cancellationToken, ownerId)).ToHashSet(),
            KnownAct = await ReclusterApplication.KnownActAsync(connection, ownerId, Guid.Empty, cancellationToken),
        };

        // What no grouping has looked at yet is left to the next one; it joins the people there are by then.
        async Task<List<SnapshotFace>> ReadFacesAsync()
        {
            var read = 0L;
            return await connection.ReadAsync(
                $"""
                SELECT {GroupingFaces.FaceColumns}, f.person_id, f.assigned_by, m.removed_at IS NOT NULL
                FROM faces f JOIN media m ON m.id = f.media_id
                WHERE f.owner_id = $1 AND f.pack_version = $2 AND f.ignored_as IS NULL
                  AND CASE WHEN f.person_id IS NULL
                           THEN f.assigned_by = {(int)FaceAssignment.None} AND f.grouped_at IS NOT NULL AND m.removed_at IS NULL
                           ELSE m.removed_at IS NULL OR f.assigned_by IN ({(int)FaceAssignment.Contact}, {(int)FaceAssignment.User}) END
                """,
                row =>
                {
                    if (++read % 1000 == 0)
                        progress.Report(ReclusterStage.Reading, (double)read / Math.Max(1, total));
                    var face = GroupingFaces.ReadFace(row, seal, packVersion);
                    return new SnapshotFace(
                        released.Contains(row.GetGuid(1)) ? face with { MediaId = face.Id } : face,
                        row.IsDBNull(6) ? null : row.GetGuid(6),
                        (FaceAssignment)row.GetInt16(7),
                        row.GetBoolean(8));
                },
                cancellationToken, ownerId, packVersion);
        }
    }
}
