using System.Buffers.Binary;
using Npgsql;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.People;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Grouping;

/// <summary>Reads faces as the grouping module wants them.</summary>
internal static class GroupingFaces
{
    /// <summary>
    /// What orders faces the same way in every run over the same files: the content of the photo and the place in it.
    /// Row ids would not, they depend on which worker was faster.
    /// </summary>
    internal const string OrderKeySql =
        "encode(coalesce(m.content_hash, m.id::text::bytea), 'hex') || ':' || round(f.x::numeric, 4) || ':' || round(f.y::numeric, 4) || ':' || coalesce(f.time_seconds, 0)";

    /// <summary>The faces in no group: those never looked at, and those that were left alone.</summary>
    public static async Task<(List<GroupingFace> New, List<GroupingFace> Waiting)> ReadUnplacedAsync(
        NpgsqlConnection connection, Guid ownerId, string packVersion, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT f.id, f.media_id, f.embedding, f.quality, {OrderKeySql}, f.time_seconds, f.grouped_at IS NULL
            FROM faces f JOIN media m ON m.id = f.media_id
            WHERE f.owner_id = $1 AND f.pack_version = $2 AND f.assigned_by = 0 AND f.person_id IS NULL
              AND f.ignored_as IS NULL AND m.removed_at IS NULL
            """,
            connection);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = packVersion });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (added, waiting) = (new List<GroupingFace>(), new List<GroupingFace>());
        while (await reader.ReadAsync(cancellationToken))
            (reader.GetBoolean(6) ? added : waiting).Add(ReadFace(reader));
        return (added, waiting);
    }

    /// <summary>All people with their settled faces, summed up person by person while they are read.</summary>
    public static async Task<List<ExistingGroup>> ReadPeopleAsync(
        NpgsqlConnection connection, Guid ownerId, string packVersion, FacetBuilder facets,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT f.id, f.media_id, f.embedding, f.quality, {OrderKeySql}, f.time_seconds, f.person_id, f.assigned_by
            FROM faces f JOIN media m ON m.id = f.media_id
            WHERE f.owner_id = $1 AND f.pack_version = $2 AND f.person_id IS NOT NULL
            ORDER BY f.person_id
            """,
            connection);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = packVersion });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var people = new List<ExistingGroup>();
        var members = new List<GroupingFace>();
        var confirmed = new HashSet<Guid>();
        Guid? person = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            var next = reader.GetGuid(6);
            if (person is { } last && last != next)
                Close(last);
            person = next;
            members.Add(ReadFace(reader));
            if ((FaceAssignment)reader.GetInt16(7) is FaceAssignment.User or FaceAssignment.Contact)
                confirmed.Add(members[^1].Id);
        }
        if (person is { } only)
            Close(only);
        return people;

        void Close(Guid id)
        {
            people.Add(facets.Build(id, members, confirmed, cancellationToken));
            members.Clear();
            confirmed.Clear();
        }
    }

    public static async Task<List<RejectedMatch>> ReadRejectionsAsync(
        NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT r.face_id, r.person_id FROM face_rejections r JOIN people p ON p.id = r.person_id
            WHERE p.owner_id = $1
            """,
            connection);
        command.Parameters.Add(new() { Value = ownerId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rejections = new List<RejectedMatch>();
        while (await reader.ReadAsync(cancellationToken))
            rejections.Add(new RejectedMatch(reader.GetGuid(0), reader.GetGuid(1)));
        return rejections;
    }

    internal static GroupingFace ReadFace(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.IsDBNull(5) ? reader.GetGuid(1) : FrameId(reader.GetGuid(1), reader.GetDouble(5)),
        EmbeddingBytes.ToVector(reader.GetFieldValue<byte[]>(2)),
        reader.GetFloat(3),
        reader.GetString(4));

    /// <summary>
    /// Stands for one frame of a video. Two faces of a frame are two people; of two frames they may well be the same.
    /// </summary>
    private static Guid FrameId(Guid mediaId, double timeSeconds)
    {
        Span<byte> bytes = stackalloc byte[16];
        mediaId.TryWriteBytes(bytes);
        var low = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], low ^ BitConverter.DoubleToInt64Bits(timeSeconds));
        return new Guid(bytes);
    }
}
