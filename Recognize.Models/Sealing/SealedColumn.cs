namespace Recognize.Models.Sealing;

/// <summary>A column that holds sealed values: how its rows are found, and what they are sealed for.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Table">The table, called <c>t</c> in the other parts.</param>
/// <param name="Column">The column.</param>
/// <param name="Key">Its key of uuid.</param>
/// <param name="Number">The rest of its key; null where there is none.</param>
/// <param name="Pack">The version of the face models, in SQL.</param>
/// <param name="Joins">What leads to the owner.</param>
/// <param name="Owner">The owner, in SQL.</param>
internal sealed record SealedColumn(
    SealedKind Kind, string Table, string Column, string Key, string? Number, string Pack, string Joins, string Owner)
{
    /// <summary>Every column of the database that holds vectors of faces, or photos that contacts are told by.</summary>
    public static IReadOnlyList<SealedColumn> All { get; } =
    [
        new(SealedKind.Face, "faces", "embedding", "id", null, "t.pack_version", "", "t.owner_id"),
        new(SealedKind.Face, "next_faces", "embedding", "id", null, "t.pack_version", "", "t.owner_id"),
        new(SealedKind.PortraitFace, "contact_portrait_faces", "embedding", "portrait_id", "number", "coalesce(p.pack_version, '')",
            "JOIN contact_portraits p ON p.id = t.portrait_id JOIN contacts c ON c.id = p.contact_id", "c.owner_id"),
        new(SealedKind.Portrait, "contact_portraits", "image", "id", null, "''", "JOIN contacts c ON c.id = t.contact_id", "c.owner_id"),
        new(SealedKind.FaceIndex, "face_indexes", "state", "owner_id", null, "t.pack_version", "", "t.owner_id"),
        new(SealedKind.Look, "refused_looks", "embedding", "id", null, "t.pack_version",
            "JOIN refused_people r ON r.id = t.refused_person_id", "r.owner_id"),
        new(SealedKind.CardFile, "contact_upload_parts", "content", "upload_id", "number", "''",
            "JOIN contact_uploads u ON u.id = t.upload_id JOIN contact_sources s ON s.id = u.source_id", "s.owner_id"),
    ];

    internal bool IsVector => Kind is SealedKind.Face or SealedKind.PortraitFace or SealedKind.Look;

    /// <summary>Rows of the owner $1 that are not sealed with the key whose head is $2.</summary>
    private string OpenRows =>
        $"""
        FROM {Table} t {Joins}
        WHERE {Owner} = $1 AND length(t.{Column}) > 0
          AND ({(IsVector ? $"length(t.{Column}) % 4 = 0 OR " : "")}substring(t.{Column} FROM 1 FOR {SealedBytes.HeadBytes}) <> $2)
        """;

    /// <summary>Whether there is one.</summary>
    public string ExistsSql => $"SELECT EXISTS (SELECT 1 {OpenRows})";

    /// <summary>Some of them, held: those that somebody else is at come in a later round.</summary>
    public string NextSql =>
        $"""
        SELECT t.{Key}, {(Number is null ? "0" : $"t.{Number}::int")}, {Pack}, t.{Column} {OpenRows}
        AND t.{Key} >= $3 ORDER BY t.{Key}, 2 LIMIT $4 FOR UPDATE OF t SKIP LOCKED
        """;

    public string UpdateSql =>
        $"""
        UPDATE {Table} t SET {Column} = v.value FROM unnest($1, $2, $3) AS v (id, number, value)
        WHERE t.{Key} = v.id{(Number is null ? "" : $" AND t.{Number} = v.number")}
        """;
}
