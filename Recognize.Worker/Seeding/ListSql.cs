namespace Recognize.Worker.Seeding;

/// <summary>
/// The statements of lists, as the API makes them; a test of the API keeps those to the same indexes. Each takes the owner
/// $1 and a number of rows $2.
/// </summary>
internal static class ListSql
{
    /// <summary>The first page of tags.</summary>
    public const string Tags =
        """
        SELECT t.id, t.name, t.names, t.kind, t.parent_id, c.files
        FROM (
            SELECT tag_id, sum(change)::integer AS files FROM tag_counts WHERE owner_id = $1
            GROUP BY tag_id HAVING sum(change) > 0
        ) AS c
        JOIN tags t ON t.id = c.tag_id
        ORDER BY c.files DESC, t.id LIMIT $2
        """;

    /// <summary>The first page of named people.</summary>
    public const string People =
        """
        SELECT * FROM (
            (SELECT c.person_id AS id, p.name, c.faces, c.confirmed, c.photos, p.cover_face_id, p.version
             FROM person_counts c JOIN people p ON p.id = c.person_id
             WHERE c.owner_id = $1 AND c.faces > 0 AND p.owner_id = $1 AND p.name IS NOT NULL AND NOT p.is_hidden
               AND p.ignored_as IS NULL
               AND c.person_id NOT IN (SELECT x.person_id FROM person_changes x WHERE x.owner_id = $1)
             ORDER BY c.faces DESC, c.person_id LIMIT $2)
            UNION ALL
            (SELECT p.id, p.name, coalesce(c.faces, 0) + s.faces, coalesce(c.confirmed, 0) + s.confirmed,
                    coalesce(c.photos, 0) + s.photos, p.cover_face_id, p.version
             FROM people p
             LEFT JOIN person_counts c ON c.person_id = p.id
             JOIN (
                 SELECT person_id, sum(faces)::integer AS faces, sum(confirmed)::integer AS confirmed,
                        sum(photos)::integer AS photos
                 FROM person_changes WHERE owner_id = $1 GROUP BY person_id
             ) AS s ON s.person_id = p.id
             WHERE p.owner_id = $1 AND p.name IS NOT NULL AND NOT p.is_hidden AND p.ignored_as IS NULL
               AND coalesce(c.faces, 0) + s.faces > 0
             ORDER BY 3 DESC, p.id LIMIT $2)
        ) AS page
        ORDER BY faces DESC, id LIMIT $2
        """;

    /// <summary>The best faces of people $2.</summary>
    public const string Covers =
        """
        SELECT p.id, f.id, f.media_id, f.x, f.y, f.width, f.height
        FROM people p
        CROSS JOIN LATERAL (
            SELECT * FROM faces f WHERE f.owner_id = $1 AND NOT f.is_removed AND f.person_id = p.id
            ORDER BY f.quality DESC, f.id LIMIT 1
        ) AS f
        WHERE p.owner_id = $1 AND p.id = ANY ($2)
        """;
}
