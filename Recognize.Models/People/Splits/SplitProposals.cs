using System.Numerics.Tensors;
using Npgsql;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.People.Acts;
using Recognize.Models.Sealing;

namespace Recognize.Models.People.Splits;

/// <summary>How a person would come apart into two.</summary>
/// <param name="Version">Of the person, as the proposal saw it.</param>
/// <param name="Kept">Faces that stay.</param>
/// <param name="Parted">Faces that would become a new person.</param>
/// <param name="Gap">How much more alike faces of one side are than those of two: near 0 where nothing speaks for two people.</param>
/// <param name="IsForced">Whether a photo shows the person twice, which no likeness explains.</param>
public sealed record ProposedSplit(
    long Version, IReadOnlyList<Guid> Kept, IReadOnlyList<Guid> Parted, float Gap, bool IsForced);

/// <summary>Proposes where to cut a person of whom a user says "this is two people". Changes nothing.</summary>
public sealed class SplitProposals(NpgsqlDataSource database, OwnerKeys keys)
{
    /// <summary>Of a larger person the best faces decide, since the work grows with the square; the others follow the side they are like.</summary>
    private const int MostDeciding = 800;

    /// <exception cref="ActRefusedException">There is no such person, or it has not two faces to compare.</exception>
    /// <exception cref="KeysUnavailableException">The key that vectors are sealed with is missing.</exception>
    public async Task<ProposedSplit> ProposeAsync(Guid ownerId, Guid personId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var version = await VersionAsync(connection, ownerId, personId, cancellationToken);
        using var seal = await keys.ReadingAsync(connection, ownerId, cancellationToken);
        var faces = await FacesAsync(connection, seal, personId, cancellationToken);
        if (faces.Count < 2)
            throw new ActRefusedException(
                ActRefusal.Contradiction, "The person has not two faces that can be compared.", [personId])
            { Code = "too-few-faces" };
        var limits = SimilarityLimits.Around(await GroupSimilarityAsync(connection, ownerId, cancellationToken));
        var deciding = faces.Take(MostDeciding).ToList();
        var proposal = PersonSplit.Propose(
            [.. deciding.Select(face => face.Face)],
            new GroupingOptions(),
            limits,
            deciding.Where(face => face.IsConfirmed).Select(face => face.Face.Id).ToHashSet(),
            deciding.Where(face => face.IsReleased).Select(face => face.Face.MediaId).ToHashSet(),
            cancellationToken);
        var (kept, parted) = Deal(proposal, faces);
        return new ProposedSplit(version, kept, parted, proposal.Gap, proposal.IsForced);
    }

    private static (IReadOnlyList<Guid> Kept, IReadOnlyList<Guid> Parted) Deal(
        SplitProposal proposal, List<SplitFace> faces)
    {
        if (faces.Count <= MostDeciding)
            return (proposal.Kept, proposal.Parted);
        var goes = proposal.Parted.ToHashSet();
        var deciding = faces.Take(MostDeciding).ToList();
        var keptSum = Sum(deciding.Where(face => !goes.Contains(face.Face.Id)));
        var partedSum = Sum(deciding.Where(face => goes.Contains(face.Face.Id)));
        var late = faces.Skip(MostDeciding).ToLookup(face =>
            TensorPrimitives.CosineSimilarity<float>(face.Face.Embedding, partedSum)
            > TensorPrimitives.CosineSimilarity<float>(face.Face.Embedding, keptSum));
        return (
            [.. proposal.Kept, .. late[false].Select(face => face.Face.Id)],
            [.. proposal.Parted, .. late[true].Select(face => face.Face.Id)]);
    }

    private static float[] Sum(IEnumerable<SplitFace> faces)
    {
        float[]? sum = null;
        foreach (var face in faces)
        {
            sum ??= new float[face.Face.Embedding.Length];
            TensorPrimitives.Add<float>(sum, face.Face.Embedding, sum);
        }
        return sum!;
    }

    private static async Task<long> VersionAsync(
        NpgsqlConnection connection, Guid ownerId, Guid personId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT version FROM people WHERE id = $1 AND owner_id = $2", connection);
        command.Parameters.Add(new() { Value = personId });
        command.Parameters.Add(new() { Value = ownerId });
        return await command.ExecuteScalarAsync(cancellationToken) as long?
            ?? throw new ActRefusedException(ActRefusal.NotFound, "There is no such person; it may have been merged.", [personId]);
    }

    /// <summary>What the last worker that looked for questions compared by: the API loads no models.</summary>
    private static async Task<float> GroupSimilarityAsync(
        NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT group_similarity FROM suggestion_runs WHERE owner_id = $1", connection);
        command.Parameters.Add(new() { Value = ownerId });
        return await command.ExecuteScalarAsync(cancellationToken) as float? ?? SimilarityLimits.MobileFaceNet.Group;
    }

    private static async Task<List<SplitFace>> FacesAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid personId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT f.id, f.media_id, f.time_seconds, f.embedding, f.quality, f.assigned_by,
                   EXISTS (SELECT 1 FROM photo_releases r WHERE r.media_id = f.media_id), f.pack_version
            FROM faces f
            JOIN media m ON m.id = f.media_id
            JOIN face_versions v ON v.owner_id = f.owner_id AND v.pack_version = f.pack_version
            WHERE f.person_id = $1 AND m.removed_at IS NULL
            ORDER BY f.quality DESC, f.id
            """,
            connection);
        command.Parameters.Add(new() { Value = personId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var faces = new List<SplitFace>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            var photo = PhotoFrame.IdOf(reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetDouble(2));
            faces.Add(new SplitFace(
                new GroupingFace(
                    id, photo, seal.ReadVector(reader, 3, SealedRow.Face(id, reader.GetString(7))), reader.GetFloat(4),
                    id.ToString()),
                (FaceAssignment)reader.GetInt16(5) >= FaceAssignment.Contact,
                reader.GetBoolean(6)));
        }
        return faces;
    }

    private sealed record SplitFace(GroupingFace Face, bool IsConfirmed, bool IsReleased);
}
