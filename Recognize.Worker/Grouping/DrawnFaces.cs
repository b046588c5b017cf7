using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Faces;
using Recognize.Models.Media;
using Recognize.Models.People;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Grouping;

/// <summary>What a round of describing did.</summary>
internal sealed record DrawnFacesSummary(int Described, int Failed);

/// <summary>
/// Describes faces that no analysis describes: those that users drew, and those that users placed or ignored and that
/// the models now in use did not find. Each is stored by itself; one that fails says why and stops no other.
/// </summary>
internal sealed class DrawnFaces(NpgsqlDataSource database, OwnerKeys keys, PhotoDecoder decoder, TimeProvider clock)
{
    /// <summary>Longest edge of the one decode of a photo: missed faces are small ones most of the time.</summary>
    private const int DecodedEdgePixels = 2560;

    private static readonly TimeSpan RetryUnreadable = TimeSpan.FromDays(1);
    private static readonly TimeSpan RetryUnreachable = TimeSpan.FromMinutes(10);

    // While a switch to other models is under way, the old vectors serve, and only the switch ends that.
    private static readonly string DueSql =
        $"""
        SELECT f.id, f.media_id, f.x, f.y, f.width, f.height, f.pack_version, l.root_path, m.relative_path
        FROM faces f
        JOIN media m ON m.id = f.media_id
        JOIN libraries l ON l.id = m.library_id
        LEFT JOIN face_versions v ON v.owner_id = f.owner_id
        WHERE f.owner_id = $1 AND f.pack_version <> $2 AND coalesce(v.pack_version, $2) = $2
          AND (f.origin = {(int)FaceOrigin.Drawn} OR f.assigned_by >= {(int)FaceAssignment.Contact} OR f.ignored_as IS NOT NULL)
          AND m.removed_at IS NULL AND m.kind = {(int)MediaKind.Photo}
          AND NOT EXISTS (
              SELECT 1 FROM face_problems p WHERE p.face_id = f.id AND p.pack_version = $2 AND p.retry_at > $3)
        ORDER BY f.media_id, f.id
        """;

    /// <summary>Describes what is due of one owner.</summary>
    /// <exception cref="Models.Inference.ModelFileException">A model file is missing or damaged.</exception>
    public async Task<DrawnFacesSummary> DescribeAsync(
        Guid ownerId, FaceRecognizer recogniser, CancellationToken cancellationToken)
    {
        var (described, failed) = (0, 0);
        foreach (var photo in (await DueAsync(ownerId, recogniser.PackVersion, cancellationToken)).GroupBy(face => face.Path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Describe(photo.Key, [.. photo], recogniser, out var trouble, cancellationToken) is { } faces)
            {
                foreach (var (due, face) in photo.Zip(faces))
                {
                    if (await StoreAsync(ownerId, due, face, recogniser.PackVersion, cancellationToken) is not { } stored)
                        return new DrawnFacesSummary(described, failed);
                    described += stored;
                }
                continue;
            }
            failed += photo.Count();
            foreach (var face in photo)
                await StoreAsync(face, trouble!, recogniser.PackVersion, cancellationToken);
        }
        return new DrawnFacesSummary(described, failed);
    }

    private async Task<List<DueFace>> DueAsync(Guid ownerId, string packVersion, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(DueSql);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = packVersion });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<DueFace>();
        while (await reader.ReadAsync(cancellationToken))
            due.Add(new DueFace(
                reader.GetGuid(0),
                new ImageBox(reader.GetFloat(2), reader.GetFloat(3), reader.GetFloat(4), reader.GetFloat(5)),
                reader.GetString(6),
                Path.Combine(reader.GetString(7), reader.GetString(8))));
        return due;
    }

    /// <summary>The faces of one photo, by one decode; null, and why, when the photo cannot be read.</summary>
    private DetectedFace[]? Describe(
        string path, DueFace[] due, FaceRecognizer recogniser, out Trouble? trouble, CancellationToken cancellationToken)
    {
        trouble = null;
        try
        {
            using var photo = decoder.Decode(path, DecodedEdgePixels, cancellationToken);
            return Array.ConvertAll(due, face => recogniser.DescribeWithin(
                photo.Image, photo.OriginalWidth, photo.OriginalHeight, face.Box, cancellationToken));
        }
        catch (UnreadableMediaException unreadable)
        {
            trouble = new Trouble(unreadable.Message, clock.GetUtcNow() + RetryUnreadable);
        }
        catch (Exception unreachable) when (unreachable is IOException or UnauthorizedAccessException)
        {
            // The exception's own words name the path, which the owner of the face may not be the one to see.
            trouble = new Trouble("The photo cannot be read at the moment.", clock.GetUtcNow() + RetryUnreachable);
        }
        return null;
    }

    /// <returns>How many were stored; null where faces may not be described any more.</returns>
    private async Task<int?> StoreAsync(
        Guid ownerId, DueFace due, DetectedFace face, string packVersion, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await connection.HoldFacePermissionAsync(ownerId, cancellationToken))
            return null;
        using var seal = await keys.WritingAsync(connection, ownerId, cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(
            "INSERT INTO face_versions (owner_id, pack_version, activated_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        {
            Parameters =
            {
                new() { Value = ownerId }, new() { Value = packVersion }, new() { Value = clock.GetUtcNow() },
            },
        });
        // An analysis, or a switch to other models, that was faster has said more.
        batch.BatchCommands.Add(new(
            """
            UPDATE faces SET landmarks = $3, score = $4, quality = $5, embedding = $6, pack_version = $7, size_pixels = $8,
                sharpness = $9, frontality = $10, grouping_run = NULL,
                grouped_at = CASE WHEN assigned_by = 0 AND ignored_as IS NULL THEN NULL ELSE grouped_at END
            WHERE id = $1 AND pack_version = $2
              AND EXISTS (SELECT 1 FROM face_versions v WHERE v.owner_id = faces.owner_id AND v.pack_version = $7 FOR SHARE)
            """)
        {
            Parameters =
            {
                new() { Value = due.Id },
                new() { Value = due.PackVersion },
                new() { Value = face.Landmarks.SelectMany(point => new[] { point.X, point.Y }).ToArray() },
                new() { Value = face.Score },
                new() { Value = face.Quality },
                new() { Value = seal.Seal(face.Embedding, SealedRow.Face(due.Id, packVersion)) },
                new() { Value = packVersion },
                new() { Value = face.SizePixels },
                new() { Value = face.Sharpness },
                new() { Value = face.Frontality },
            },
        });
        batch.BatchCommands.Add(new("DELETE FROM face_problems WHERE face_id = $1")
        {
            Parameters = { new() { Value = due.Id } },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (int)batch.BatchCommands[1].RecordsAffected;
    }

    private async Task StoreAsync(DueFace due, Trouble trouble, string packVersion, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO face_problems (face_id, pack_version, reason, retry_at)
            SELECT id, $2, $3, $4 FROM faces WHERE id = $1
            ON CONFLICT (face_id) DO UPDATE SET pack_version = excluded.pack_version, reason = excluded.reason,
                retry_at = excluded.retry_at
            """);
        command.Parameters.Add(new() { Value = due.Id });
        command.Parameters.Add(new() { Value = packVersion });
        command.Parameters.Add(new() { Value = trouble.Reason });
        command.Parameters.Add(new() { Value = trouble.RetryAt });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record DueFace(Guid Id, ImageBox Box, string PackVersion, string Path);

    private sealed record Trouble(string Reason, DateTimeOffset RetryAt);
}
