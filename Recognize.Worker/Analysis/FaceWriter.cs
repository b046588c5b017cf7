using Npgsql;
using NpgsqlTypes;
using Recognize.Models.Faces;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.People;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Stores faces. A face found again keeps its row, and with it its person and every decision of the owner: rows are
/// matched by overlap. A face that is no longer found goes, unless somebody has drawn, placed or ignored it. What another version than the
/// owner's current one finds is kept apart, until the switch of face packs takes it over. Of somebody who is not to be
/// recognised no vector is stored.
/// </summary>
internal static class FaceWriter
{
    /// <param name="connection">In the transaction that holds the versions.</param>
    /// <param name="outcomes">What was found.</param>
    /// <param name="versions">The current version of each owner; see <see cref="FaceVersions.HoldAsync"/>.</param>
    /// <param name="seals">Seals each owner's vectors.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    public static async Task WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<AnalysisOutcome> outcomes, IReadOnlyDictionary<Guid, string> versions,
        IReadOnlyDictionary<Guid, OwnerSeal> seals, CancellationToken cancellationToken)
    {
        if (outcomes.Count == 0)
            return;

        var known = await ReadKnownAsync(connection, outcomes, cancellationToken);
        var refused = await RefusedPlaces.ReadAsync(connection, outcomes, seals, cancellationToken);
        var kept = new List<(Guid Id, AnalysisOutcome Outcome, DetectedFace Face, string Version)>();
        var added = new List<(Guid Id, AnalysisOutcome Outcome, DetectedFace Face, string Version)>();
        var next = new List<(Guid Id, AnalysisOutcome Outcome, DetectedFace Face, string Version)>();
        var gone = new List<Guid>();
        foreach (var outcome in outcomes)
        {
            var version = outcome.Tasks.Single(task => task.Task == AnalysisTask.Faces).PackVersion!;
            var isNext = versions[outcome.Media.OwnerId] != version;
            var free = known[outcome.Media.MediaId].ToList();
            foreach (var face in outcome.Faces!.OrderByDescending(face => face.Score))
            {
                var (same, overlap) = free
                    .Where(row => SamePlace.IsSameFrame(row.TimeSeconds, face.TimeSeconds))
                    .Select(row => (Row: row, Overlap: row.Box.Overlap(face.Box)))
                    .Where(pair => pair.Overlap > SamePlace.Overlap)
                    .OrderByDescending(pair => pair.Overlap)
                    .FirstOrDefault();
                if (refused.TakeByPlace(outcome, face, version, isNext, overlap))
                    continue;
                if (same is not null)
                    free.Remove(same);
                // What somebody placed, or a grouping, stands above a likeness.
                if (same is not { IsPlaced: true } && refused.TakeByLook(outcome, face, version, outcome.FaceLimits))
                {
                    if (same is not null)
                        gone.Add(same.Id);
                    continue;
                }
                if (isNext)
                    next.Add((same?.Id ?? Guid.CreateVersion7(), outcome, face, version));
                else if (same is null)
                    added.Add((Guid.CreateVersion7(), outcome, face, version));
                else
                    kept.Add((same.Id, outcome, face, version));
            }
            if (!isNext)
                gone.AddRange(free.Where(row => !row.IsSpokenFor).Select(row => row.Id));
        }

        await DropNextAsync(connection, outcomes, cancellationToken);
        await DeleteAsync(connection, gone, cancellationToken);
        await UpdateAsync(connection, kept, seals, cancellationToken);
        await InsertAsync(connection, "faces", added, seals, cancellationToken);
        await InsertAsync(connection, "next_faces", next, seals, cancellationToken);
        await refused.StoreAsync(connection, seals, cancellationToken);
    }

    /// <summary>Drops what an earlier run, perhaps of a third version, left for these files.</summary>
    private static async Task DropNextAsync(
        NpgsqlConnection connection, IReadOnlyList<AnalysisOutcome> outcomes, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM next_faces WHERE media_id = ANY ($1)", connection);
        command.Parameters.Add(new() { Value = outcomes.Select(outcome => outcome.Media.MediaId).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<ILookup<Guid, KnownFace>> ReadKnownAsync(
        NpgsqlConnection connection, IReadOnlyList<AnalysisOutcome> outcomes, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT id, media_id, x, y, width, height, assigned_by > 1 OR origin > 0 OR ignored_as IS NOT NULL, time_seconds, person_id IS NOT NULL FROM faces WHERE media_id = ANY ($1) ORDER BY id FOR UPDATE",
            connection);
        command.Parameters.Add(new() { Value = outcomes.Select(outcome => outcome.Media.MediaId).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var known = new List<KnownFace>();
        while (await reader.ReadAsync(cancellationToken))
        {
            known.Add(new KnownFace(
                reader.GetGuid(0),
                reader.GetGuid(1),
                new ImageBox(reader.GetFloat(2), reader.GetFloat(3), reader.GetFloat(4), reader.GetFloat(5)),
                reader.GetBoolean(6),
                reader.IsDBNull(7) ? null : reader.GetDouble(7),
                reader.GetBoolean(8)));
        }
        return known.ToLookup(face => face.MediaId);
    }

    private static async Task DeleteAsync(NpgsqlConnection connection, List<Guid> gone, CancellationToken cancellationToken)
    {
        if (gone.Count == 0)
            return;
        await using var command = new NpgsqlCommand("DELETE FROM faces WHERE id = ANY ($1)", connection);
        command.Parameters.Add(new() { Value = gone.ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task UpdateAsync(
        NpgsqlConnection connection, List<(Guid Id, AnalysisOutcome Outcome, DetectedFace Face, string Version)> kept,
        IReadOnlyDictionary<Guid, OwnerSeal> seals, CancellationToken cancellationToken)
    {
        if (kept.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (id, outcome, face, version) in kept)
        {
            // Where it is stays as it is; only a face in no group is looked at by the next grouping.
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                UPDATE faces SET x = $2, y = $3, width = $4, height = $5, landmarks = $6, score = $7, quality = $8,
                    embedding = $9, pack_version = $10, size_pixels = $11, sharpness = $12, frontality = $13,
                    time_seconds = $14, grouping_run = NULL,
                    grouped_at = CASE WHEN assigned_by = 0 THEN NULL ELSE grouped_at END
                WHERE id = $1
                """)
            {
                Parameters =
                {
                    new() { Value = id },
                    new() { Value = face.Box.X },
                    new() { Value = face.Box.Y },
                    new() { Value = face.Box.Width },
                    new() { Value = face.Box.Height },
                    new() { Value = Flatten(face.Landmarks) },
                    new() { Value = face.Score },
                    new() { Value = face.Quality },
                    new() { Value = seals[outcome.Media.OwnerId].Seal(face.Embedding, SealedRow.Face(id, version)) },
                    new() { Value = version },
                    new() { Value = face.SizePixels },
                    new() { Value = face.Sharpness },
                    new() { Value = face.Frontality },
                    new() { Value = (object?)face.TimeSeconds ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Double },
                },
            });
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task InsertAsync(
        NpgsqlConnection connection, string table,
        List<(Guid Id, AnalysisOutcome Outcome, DetectedFace Face, string Version)> added,
        IReadOnlyDictionary<Guid, OwnerSeal> seals, CancellationToken cancellationToken)
    {
        if (added.Count == 0)
            return;
        await using var rows = await connection.BeginBinaryImportAsync(
            $"""
            COPY {table} (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version,
                        assigned_by, size_pixels, sharpness, frontality, time_seconds)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken);
        foreach (var (id, outcome, face, version) in added)
        {
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken);
            await rows.WriteAsync(outcome.Media.MediaId, NpgsqlDbType.Uuid, cancellationToken);
            await rows.WriteAsync(outcome.Media.OwnerId, NpgsqlDbType.Uuid, cancellationToken);
            await rows.WriteAsync(face.Box.X, NpgsqlDbType.Real, cancellationToken);
            await rows.WriteAsync(face.Box.Y, NpgsqlDbType.Real, cancellationToken);
            await rows.WriteAsync(face.Box.Width, NpgsqlDbType.Real, cancellationToken);
            await rows.WriteAsync(face.Box.Height, NpgsqlDbType.Real, cancellationToken);
            await rows.WriteAsync(Flatten(face.Landmarks), NpgsqlDbType.Array | NpgsqlDbType.Real, cancellationToken);
            await rows.WriteAsync(face.Score, NpgsqlDbType.Real, cancellationToken);
            await rows.WriteAsync(face.Quality, NpgsqlDbType.Real, cancellationToken);
            await rows.WriteAsync(
                seals[outcome.Media.OwnerId].Seal(face.Embedding, SealedRow.Face(id, version)), NpgsqlDbType.Bytea,
                cancellationToken);
            await rows.WriteAsync(version, NpgsqlDbType.Text, cancellationToken);
            await rows.WriteAsync((short)FaceAssignment.None, NpgsqlDbType.Smallint, cancellationToken);
            await rows.WriteAsync(face.SizePixels, NpgsqlDbType.Real, cancellationToken);
            await rows.WriteAsync(face.Sharpness, NpgsqlDbType.Real, cancellationToken);
            await rows.WriteAsync(face.Frontality, NpgsqlDbType.Real, cancellationToken);
            if (face.TimeSeconds is { } time)
                await rows.WriteAsync(time, NpgsqlDbType.Double, cancellationToken);
            else
                await rows.WriteNullAsync(cancellationToken);
        }
        await rows.CompleteAsync(cancellationToken);
    }

    private static float[] Flatten(IReadOnlyList<ImagePoint> points)
    {
        var values = new float[points.Count * 2];
        for (var i = 0; i < points.Count; i++)
            (values[2 * i], values[(2 * i) + 1]) = (points[i].X, points[i].Y);
        return values;
    }

    private sealed record KnownFace(
        Guid Id, Guid MediaId, ImageBox Box, bool IsSpokenFor, double? TimeSeconds, bool HasPerson)
    {
        public bool IsPlaced => IsSpokenFor || HasPerson;
    }
}
