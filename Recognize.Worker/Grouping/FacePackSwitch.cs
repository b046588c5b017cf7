using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.People;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Grouping;

/// <summary>
/// What a switch of face packs did. Looks are lost of people who are not to be recognised where no known file showed them to
/// the new models: new photos will show them as unknown.
/// </summary>
internal sealed record FacePackSwitchSummary(string From, string To, int Carried, int Added, int Gone, int LooksLost);

/// <summary>
/// Takes over what a new version of the face models found, once all of an owner's files are done with it, in one
/// transaction: before it the old vectors are in use, after it the new ones, and a process that dies in between has done
/// nothing. Faces keep their rows, and with them their people; see docs/adr/0006-face-packs.md.
/// </summary>
internal sealed class FacePackSwitch(NpgsqlDataSource database)
{
    /// <summary>Owners whose faces are of another version.</summary>
    public async Task<IReadOnlyList<Guid>> OwnersBeforeAsync(string packVersion, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT owner_id FROM face_versions WHERE pack_version <> $1 ORDER BY owner_id");
        command.Parameters.Add(new() { Value = packVersion });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var owners = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            owners.Add(reader.GetGuid(0));
        return owners;
    }

    /// <summary>Switches an owner to a version if all files are done with it.</summary>
    /// <returns>What was done, or null when there is nothing to switch, it may not be, or something is still missing.</returns>
    public async Task<FacePackSwitchSummary?> TryCompleteAsync(
        Guid ownerId, string packVersion, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await OwnerLock.TakeAsync(connection, ownerId, cancellationToken);

        if (!await connection.HoldFacePermissionAsync(ownerId, cancellationToken))
            return null;
        // Writers of faces hold this row while they write: from here on nothing is added under the old version.
        await using var hold = new NpgsqlCommand(
            "SELECT pack_version FROM face_versions WHERE owner_id = $1 FOR UPDATE", connection);
        hold.Parameters.Add(new() { Value = ownerId });
        var from = (string?)await hold.ExecuteScalarAsync(cancellationToken);
        if (from is null || from == packVersion || !await IsReadyAsync(connection, ownerId, packVersion, cancellationToken))
            return null;

        await RunAsync(HoldFilesSql, ownerId, packVersion);
        var gone = await RunAsync(DropSql, ownerId, packVersion);
        await RunAsync(DrawnMeanwhileSql, ownerId, packVersion);
        var carried = await RunAsync(CarrySql, ownerId, packVersion);
        await RunAsync(ForgetSql, ownerId, packVersion);
        var added = await RunAsync(AddSql, ownerId, packVersion);
        await RunAsync("DELETE FROM next_faces WHERE owner_id = $1", ownerId);
        // It has means of vectors; the next one is made of the new ones.
        await RunAsync("DELETE FROM face_indexes WHERE owner_id = $1 AND pack_version <> $2", ownerId, packVersion);
        var lost = await RunAsync(DropLooksSql, ownerId, packVersion);
        await RunAsync(
            "UPDATE face_versions SET pack_version = $2, activated_at = now() WHERE owner_id = $1", ownerId, packVersion);
        await transaction.CommitAsync(cancellationToken);
        return new FacePackSwitchSummary(from, packVersion, carried, added, gone, lost);

        async Task<int> RunAsync(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values)
                command.Parameters.Add(new() { Value = value });
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Owners of whom something is kept that models found to which nobody switches any more.</summary>
    public async Task<IReadOnlyList<Guid>> OwnersWithLeftoversAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAsync(LeftoversSql, row => row.GetGuid(0), cancellationToken);
    }

    /// <summary>
    /// Forgets what was found for a switch that was called off. Files that are analysed once more lose it by that; those that
    /// cannot be read any more, or are gone for now, lose it here.
    /// </summary>
    /// <returns>How many faces were forgotten.</returns>
    public async Task<int> DropLeftoversAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Asked at every grouping: where nothing is left, which is nearly always, nobody is held up.
        if ((await connection.ReadAsync(
            LeftoversSql + " AND v.owner_id = $1", row => row.GetGuid(0), cancellationToken, ownerId)).Count == 0)
            return 0;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Writers of faces hold this row while they write: nobody waits for another in a circle.
        await connection.ExecuteAsync("SELECT 1 FROM face_versions WHERE owner_id = $1 FOR UPDATE", cancellationToken, ownerId);
        var dropped = await connection.ExecuteAsync(
            $"DELETE FROM next_faces WHERE owner_id = $1 AND owner_id IN ({LeftoversSql})", cancellationToken, ownerId);
        await transaction.CommitAsync(cancellationToken);
        return dropped;
    }

    /// <summary>Whether an owner's faces are of another version and all files are done with this one.</summary>
    public async Task<bool> IsReadyAsync(Guid ownerId, string packVersion, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await IsReadyAsync(connection, ownerId, packVersion, cancellationToken);
    }

    private static async Task<bool> IsReadyAsync(
        NpgsqlConnection connection, Guid ownerId, string packVersion, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ReadySql, connection);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = packVersion });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // What cannot be read, or was given up, does not hold up the rest; what is due, in work, withheld or waits does.
    private static readonly string ReadySql =
        $"""
        SELECT EXISTS (SELECT 1 FROM face_versions WHERE owner_id = $1 AND pack_version <> $2)
            AND NOT EXISTS (
                SELECT 1 FROM analysis a JOIN media m ON m.id = a.media_id
                WHERE m.owner_id = $1 AND m.removed_at IS NULL AND a.task = {(int)AnalysisTask.Faces}
                  AND (a.state IN ({(int)AnalysisState.Due}, {(int)AnalysisState.Running}, {(int)AnalysisState.Withheld},
                                   {(int)AnalysisState.Waiting})
                       OR (a.state = {(int)AnalysisState.Done} AND a.pack_version IS DISTINCT FROM $2)))
        """;

    // Files before their faces, as scans take them: nobody waits in a circle.
    private const string HoldFilesSql =
        """
        SELECT 1 FROM media WHERE id IN (
            SELECT n.media_id FROM next_faces n
            WHERE n.owner_id = $1 AND n.pack_version = $2 AND NOT EXISTS (SELECT 1 FROM faces f WHERE f.id = n.id))
        ORDER BY id FOR SHARE
        """;

    // A face that the new version does not find goes, unless somebody said who it is, drew it or ignores it. Files that the new version could
    // not analyse keep theirs.
    private static readonly string DropSql =
        $"""
        DELETE FROM faces f
        USING analysis a
        WHERE f.owner_id = $1 AND f.pack_version <> $2
          AND f.assigned_by NOT IN ({(int)FaceAssignment.Contact}, {(int)FaceAssignment.User})
          AND f.origin = {(int)FaceOrigin.Detected} AND f.ignored_as IS NULL
          AND a.media_id = f.media_id AND a.task = {(int)AnalysisTask.Faces}
          AND a.state = {(int)AnalysisState.Done} AND a.pack_version = $2
          AND NOT EXISTS (SELECT 1 FROM next_faces n WHERE n.id = f.id)
        """;

    // A face that was drawn after its photo was analysed is not found once more: it is described where it was drawn.
    private const string DrawnMeanwhileSql =
        """
        DELETE FROM next_faces n USING faces f
        WHERE n.owner_id = $1 AND n.pack_version = $2 AND f.media_id = n.media_id
          AND NOT EXISTS (SELECT 1 FROM faces known WHERE known.id = n.id)
          AND NOT EXISTS (SELECT 1 FROM next_faces taken WHERE taken.id = f.id)
          AND is_same_place(n.x, n.y, n.width, n.height, n.time_seconds, f.x, f.y, f.width, f.height, f.time_seconds)
        """;

    // An owner whose faces are of the version that is wanted switches to none.
    private static readonly string LeftoversSql =
        $"""
        SELECT v.owner_id FROM face_versions v JOIN task_versions t ON t.task = {(int)AnalysisTask.Faces} AND t.version = v.pack_version
        WHERE EXISTS (SELECT 1 FROM next_faces n WHERE n.owner_id = v.owner_id)
        """;

    // A face in no group is looked at anew, among vectors of its kind; one that has a person stays there.
    private static readonly string CarrySql =
        $"""
        UPDATE faces f SET
            x = n.x, y = n.y, width = n.width, height = n.height, landmarks = n.landmarks, score = n.score,
            quality = n.quality, embedding = n.embedding, pack_version = n.pack_version, size_pixels = n.size_pixels,
            sharpness = n.sharpness, frontality = n.frontality, time_seconds = n.time_seconds, grouping_run = NULL,
            grouped_at = CASE WHEN f.assigned_by = {(int)FaceAssignment.None} THEN NULL ELSE f.grouped_at END
        FROM next_faces n
        WHERE n.id = f.id AND n.owner_id = $1 AND n.pack_version = $2
        """;

    // What somebody placed, drew or ignored and the new version does not find stays without a vector that nothing would read. In photos
    // it is described anew at once; see DrawnFaces.
    private static readonly string ForgetSql =
        $"""
        UPDATE faces f SET embedding = ''::bytea, pack_version = ''
        FROM analysis a
        WHERE f.owner_id = $1 AND f.pack_version NOT IN ($2, '')
          AND a.media_id = f.media_id AND a.task = {(int)AnalysisTask.Faces}
          AND a.state = {(int)AnalysisState.Done} AND a.pack_version = $2
        """;

    // The statement counts those of whom no look of the new version was made while it analysed the files.
    private const string DropLooksSql =
        """
        WITH remade AS (
            DELETE FROM refused_looks l USING refused_people p
            WHERE p.id = l.refused_person_id AND p.owner_id = $1 AND l.pack_version <> $2
              AND EXISTS (SELECT 1 FROM refused_looks n WHERE n.refused_person_id = p.id AND n.pack_version = $2))
        DELETE FROM refused_looks l USING refused_people p
        WHERE p.id = l.refused_person_id AND p.owner_id = $1 AND l.pack_version <> $2
          AND NOT EXISTS (SELECT 1 FROM refused_looks n WHERE n.refused_person_id = p.id AND n.pack_version = $2)
        """;

    private const string AddSql =
        """
        INSERT INTO faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version,
                           assigned_by, size_pixels, sharpness, frontality, time_seconds)
        SELECT id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version,
               assigned_by, size_pixels, sharpness, frontality, time_seconds
        FROM next_faces n
        WHERE n.owner_id = $1 AND n.pack_version = $2 AND NOT EXISTS (SELECT 1 FROM faces f WHERE f.id = n.id)
        """;
}
