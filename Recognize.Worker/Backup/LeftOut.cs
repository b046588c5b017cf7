using Recognize.Models.Contacts;

namespace Recognize.Worker.Backup;

/// <summary>
/// What a backup without biometrics leaves out: vectors, the points of faces, photos of contacts and their faces, saved
/// indexes, and the data keys. Boxes, names, confirmations and rejections stay, so that faces can be described anew.
/// </summary>
internal static class LeftOut
{
    /// <summary>Tables whose rows stay behind.</summary>
    private static readonly HashSet<string> Tables = new(StringComparer.Ordinal)
    {
        "next_faces", "face_versions", "face_indexes", "face_problems", "owner_keys",
        "contact_portraits", "contact_portrait_faces", "contact_uploads", "contact_upload_parts", "refused_looks",
    };

    /// <summary>Columns that are written otherwise, in SQL.</summary>
    private static readonly Dictionary<(string Table, string Column), string> Columns = new()
    {
        [("faces", "embedding")] = @"'\x'::bytea",
        [("faces", "landmarks")] = "'{}'::real[]",
        [("faces", "pack_version")] = "''",
        [("faces", "grouping_run")] = "NULL::bigint",
        // What takes the removal of a drawn face back holds its points.
        [("act_changes", "before")] = WithoutPoints("before"),
        [("act_changes", "after")] = WithoutPoints("after"),
        // So that the next reading of the source takes them for new, with their photos.
        [("contacts", "content_hash")] = @"'\x'::bytea",
        [("contacts", "etag")] = "NULL::text",
        [("contacts", "state")] = $"{(int)ContactState.NoPortrait}::smallint",
        [("contacts", "reason")] = "'Its photo was left out of the backup; it comes back when the contact is read again.'",
        [("contact_sources", "sync_token")] = "NULL::text",
    };

    public static bool IsEmpty(string table) => Tables.Contains(table);

    private static string WithoutPoints(string column) =>
        $"CASE WHEN {column} ->> 'landmarks' IS NULL THEN {column} ELSE jsonb_set({column}, '{{landmarks}}', '[]') END";

    public static string ColumnSql(string table, string column) =>
        Columns.TryGetValue((table, column), out var sql) ? sql : $"\"{column}\"";
}
