using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Tests.People;

internal static class LibraryLines
{
    /// <summary>Everything of an owner that acts can change, one line a row, in a stable order; versions left out.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(NpgsqlDataSource database, Guid ownerId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ReadAsync(
            """
            SELECT line FROM (
                SELECT 'person ' || (to_jsonb(p) - 'version')::text AS line FROM people p WHERE owner_id = $1
                UNION ALL SELECT 'face ' || (to_jsonb(f) - 'embedding')::text FROM faces f WHERE owner_id = $1
                UNION ALL SELECT 'rejection ' || to_jsonb(r)::text FROM face_rejections r
                    WHERE face_id IN (SELECT id FROM faces WHERE owner_id = $1)
                UNION ALL SELECT 'difference ' || to_jsonb(d)::text FROM person_differences d
                    WHERE first_id IN (SELECT id FROM people WHERE owner_id = $1)
                UNION ALL SELECT 'release ' || to_jsonb(l)::text FROM photo_releases l
                    WHERE media_id IN (SELECT id FROM media WHERE owner_id = $1)
                UNION ALL SELECT 'contact ' || to_jsonb(c)::text FROM contact_people c
                    WHERE contact_id IN (SELECT id FROM contacts WHERE owner_id = $1)) AS lines
            ORDER BY line COLLATE "C"
            """,
            row => row.GetString(0), CancellationToken.None, ownerId);
    }
}
