using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Deidentification;
using Recognize.Models.Deidentification.Video;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Exports;

/// <summary>What the database knows of the files of an export and of the people who stay readable in it.</summary>
internal sealed class ExportSources(NpgsqlDataSource database, OwnerKeys keys, FaceConsentLedger consents)
{
    /// <summary>Faces of chosen people that faces of a video are compared with, best first.</summary>
    private const int MostVectors = 200;

    /// <summary>The file; null when it is the owner's no longer, or lies outside of its library.</summary>
    public async Task<ExportSource?> FindAsync(Guid ownerId, Guid mediaId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.ReadAsync(
            """
            SELECT l.root_path, m.relative_path, m.kind, m.size_bytes, m.modified_ticks
            FROM media m JOIN libraries l ON l.id = m.library_id
            WHERE m.id = $1 AND m.owner_id = $2 AND m.removed_at IS NULL
            """,
            row => (
                Root: row.GetString(0), Relative: row.GetString(1), Kind: (MediaKind)row.GetInt16(2), Size: row.GetInt64(3),
                Modified: row.GetInt64(4)),
            cancellationToken, mediaId, ownerId);
        if (rows.Count == 0)
            return null;
        var file = rows[0];
        var path = RealPath.Resolve(Path.Join(file.Root, file.Relative));
        // A link that was put in the file's place must not have somebody else's file exported.
        if (Path.GetDirectoryName(path) is not { } folder || !RealPath.IsWithin(folder, RealPath.Resolve(file.Root)))
            return null;
        var facts = new FileInfo(path);
        return new ExportSource(
            mediaId, path, Path.GetFileName(file.Relative), file.Kind,
            facts.Exists && facts.Length == file.Size && facts.LastWriteTimeUtc.Ticks == file.Modified);
    }

    /// <summary>
    /// The stored faces of a photo, those of people who are not to be recognised too. Nobody stays readable where the owner
    /// has not agreed to face recognition, or the file has changed since.
    /// </summary>
    public async Task<List<StoredFace>> FacesAsync(
        Guid ownerId, ExportSource file, IReadOnlyList<Guid> keep, CancellationToken cancellationToken)
    {
        var mayKeep = file.IsAsAnalysed && keep.Count > 0 && await consents.IsGivenAsync(ownerId, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAsync(
            """
            SELECT x, y, width, height, coalesce(person_id = ANY ($3), false) AND ignored_as IS NULL
            FROM faces WHERE media_id = $1 AND owner_id = $2
            UNION ALL
            SELECT x, y, width, height, false FROM refused_faces WHERE media_id = $1
            """,
            row => new StoredFace(
                new ImageBox(row.GetFloat(0), row.GetFloat(1), row.GetFloat(2), row.GetFloat(3)), mayKeep && row.GetBoolean(4)),
            cancellationToken, file.Id, ownerId, keep.ToArray());
    }

    /// <summary>
    /// The vectors of the people who stay readable, of the recogniser in use; nobody where the owner has not agreed to face
    /// recognition.
    /// </summary>
    public async Task<ChosenPeople> ChosenAsync(
        Guid ownerId, IReadOnlyList<Guid> keep, string packVersion, CancellationToken cancellationToken)
    {
        if (keep.Count == 0 || !await consents.IsGivenAsync(ownerId, cancellationToken))
            return ChosenPeople.None;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        using var seal = await keys.ReadingAsync(connection, ownerId, cancellationToken);
        return new ChosenPeople(await connection.ReadAsync(
            """
            SELECT id, embedding FROM faces
            WHERE owner_id = $1 AND person_id = ANY ($2) AND pack_version = $3 AND ignored_as IS NULL AND length(embedding) > 0
            ORDER BY quality DESC, id LIMIT $4
            """,
            row => seal.ReadVector(row, 1, SealedRow.Face(row.GetGuid(0), packVersion)),
            cancellationToken, ownerId, keep.ToArray(), packVersion, MostVectors));
    }
}
