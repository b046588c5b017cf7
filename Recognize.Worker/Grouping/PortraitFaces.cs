using Npgsql;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Grouping;

/// <summary>
/// Portraits as faces of the people they are linked to: given to <see cref="FacetBuilder"/> with the settled and confirmed
/// faces, they help to find a person of whom the library has few photos.
/// </summary>
internal static class PortraitFaces
{
    /// <summary>For each person the faces of its contacts' portraits; all of them count as confirmed.</summary>
    public static async Task<ILookup<Guid, GroupingFace>> ReadAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid ownerId, string packVersion, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT l.person_id, p.id, f.embedding, f.quality, f.number
            FROM contact_people l
            JOIN contacts c ON c.id = l.contact_id
            JOIN contact_portraits p ON p.contact_id = c.id AND p.state = {(int)PortraitState.Usable}
            JOIN contact_portrait_faces f ON f.portrait_id = p.id AND f.number = p.chosen_face
            WHERE c.owner_id = $1 AND p.pack_version = $2 AND c.is_matched AND c.removed_at IS NULL
              AND c.answer = {(int)ContactAnswer.Agreed}
            ORDER BY p.id
            """,
            connection);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = packVersion });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var faces = new List<(Guid Person, GroupingFace Face)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(1);
            faces.Add((reader.GetGuid(0), new GroupingFace(
                id, id, seal.ReadVector(reader, 2, SealedRow.PortraitFace(id, reader.GetInt16(4), packVersion)), reader.GetFloat(3), $"portrait:{id}")));
        }
        return faces.ToLookup(row => row.Person, row => row.Face);
    }
}
