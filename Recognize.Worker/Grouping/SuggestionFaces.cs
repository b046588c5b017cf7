using System.Numerics.Tensors;
using Npgsql;
using Recognize.Models.People;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Grouping;

/// <summary>Reads what questions are made from: sums of vectors, never all vectors at once.</summary>
internal sealed class SuggestionFaces(NpgsqlConnection connection, OwnerSeal seal, Guid ownerId, string packVersion)
{
    /// <summary>Of larger libraries, the named and the largest: pairs grow with the square.</summary>
    private const int MostPeople = 5000;

    /// <summary>The best of those that wait.</summary>
    private const int MostWaiting = 2000;

    /// <summary>A text that changes with an owner's faces, groups and acts.</summary>
    public static async Task<string> StateAsync(
        NpgsqlConnection connection, Guid ownerId, string packVersion, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT concat_ws('/', $2,
                (SELECT grouping_run FROM face_versions WHERE owner_id = $1),
                (SELECT max(made_at) FROM person_acts WHERE owner_id = $1),
                (SELECT concat_ws('/', count(*), count(person_id), max(grouped_at)) FROM faces
                 WHERE owner_id = $1 AND pack_version = $2))
            """,
            connection);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = packVersion });
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>People that are shown, with their faces on files that are there.</summary>
    public async Task<IReadOnlyList<SuggestionSubject>> ReadPeopleAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            WITH chosen AS (
                SELECT p.id, p.name FROM people p JOIN faces f ON f.person_id = p.id
                WHERE p.owner_id = $1 AND NOT p.is_hidden AND p.ignored_as IS NULL AND f.pack_version = $2
                GROUP BY p.id
                ORDER BY p.name IS NULL, count(*) DESC, p.id
                LIMIT {MostPeople})
            SELECT c.id, c.name, f.media_id, f.time_seconds, f.embedding,
                   EXISTS (SELECT 1 FROM photo_releases r WHERE r.media_id = f.media_id), f.id
            FROM chosen c JOIN faces f ON f.person_id = c.id JOIN media m ON m.id = f.media_id
            WHERE f.pack_version = $2 AND m.removed_at IS NULL
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var people = new Dictionary<Guid, SuggestionSubject>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            var vector = seal.ReadVector(reader, 4, SealedRow.Face(reader.GetGuid(6), packVersion));
            if (!people.TryGetValue(id, out var person))
                person = new SuggestionSubject(
                    id, IsFace: false, reader.IsDBNull(1) ? null : reader.GetString(1), new float[vector.Length], 0, []);
            TensorPrimitives.Add<float>(person.Sum, vector, person.Sum);
            if (!reader.GetBoolean(5))
                person.Frames.Add(FrameOf(reader, 2));
            people[id] = person with { Count = person.Count + 1 };
        }
        return [.. people.Values.OrderBy(person => person.Id)];
    }

    /// <summary>Faces in no group that are good enough to be somebody.</summary>
    public async Task<IReadOnlyList<SuggestionSubject>> ReadWaitingAsync(
        float minQuality, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            SELECT f.id, f.embedding, f.media_id, f.time_seconds,
                   EXISTS (SELECT 1 FROM photo_releases r WHERE r.media_id = f.media_id)
            FROM faces f JOIN media m ON m.id = f.media_id
            WHERE f.owner_id = $1 AND f.pack_version = $2 AND f.person_id IS NULL AND f.ignored_as IS NULL
              AND f.quality >= $3 AND m.removed_at IS NULL
            ORDER BY f.quality DESC, f.id
            LIMIT {MostWaiting}
            """);
        command.Parameters.Add(new() { Value = minQuality });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var faces = new List<SuggestionSubject>();
        while (await reader.ReadAsync(cancellationToken))
            faces.Add(new SuggestionSubject(
                reader.GetGuid(0), IsFace: true, null,
                seal.ReadVector(reader, 1, SealedRow.Face(reader.GetGuid(0), packVersion)), 1,
                reader.GetBoolean(4) ? [] : [FrameOf(reader, 2)]));
        return faces;
    }

    /// <summary>Pairs that somebody has said are not the same: two people, a face and a person, or a face of one and the other.</summary>
    public async Task<HashSet<(Guid First, Guid Second)>> ReadBarredAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT d.first_id, d.second_id FROM person_differences d JOIN people p ON p.id = d.first_id WHERE p.owner_id = $1
            UNION
            SELECT coalesce(f.person_id, f.id), r.person_id FROM face_rejections r JOIN faces f ON f.id = r.face_id
            WHERE f.owner_id = $1
            """,
            connection);
        command.Parameters.Add(new() { Value = ownerId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var barred = new HashSet<(Guid, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
            barred.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return barred;
    }

    private NpgsqlCommand Command(string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = packVersion });
        return command;
    }

    private static Guid FrameOf(NpgsqlDataReader reader, int column) => PhotoFrame.IdOf(
        reader.GetGuid(column), reader.IsDBNull(column + 1) ? null : reader.GetDouble(column + 1));
}
