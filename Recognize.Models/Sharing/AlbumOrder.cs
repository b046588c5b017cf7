using Microsoft.EntityFrameworkCore;
using Recognize.Models.Persistence;

namespace Recognize.Models.Sharing;

/// <summary>
/// Places of files in an album: numbers with room between them, so that moving some changes those alone. Whoever calls holds
/// the album's row.
/// </summary>
internal static class AlbumOrder
{
    /// <summary>Some twenty moves to the same place before an album is numbered anew.</summary>
    private const long Room = 1 << 20;

    /// <returns>How many were not there before.</returns>
    public static Task<int> AppendAsync(
        RecognizeDbContext database, Guid albumId, Guid[] mediaIds, Guid addedBy, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO album_items (album_id, media_id, position, added_by, added_at)
            SELECT {albumId}, n.media_id,
                   (SELECT coalesce(max(position), 0) FROM album_items WHERE album_id = {albumId}) + n.number * {Room},
                   {addedBy}, now()
            FROM unnest({mediaIds}) WITH ORDINALITY AS n (media_id, number)
            ON CONFLICT (album_id, media_id) DO NOTHING
            """,
            cancellationToken);

    /// <summary>Puts files, which are in the album, before another one, which is not among them, or at the end.</summary>
    public static async Task MoveAsync(
        RecognizeDbContext database, Guid albumId, Guid[] mediaIds, Guid? before, CancellationToken cancellationToken)
    {
        if (await FindPlaceAsync(database, albumId, mediaIds, before, cancellationToken) is not var (first, step))
        {
            await NumberAnewAsync(database, albumId, mediaIds.Length + 1, cancellationToken);
            (first, step) = (await FindPlaceAsync(database, albumId, mediaIds, before, cancellationToken))!.Value;
        }
        await database.Database.ExecuteSqlAsync(
            $"""
            UPDATE album_items i SET position = {first} + (n.number - 1) * {step}
            FROM unnest({mediaIds}) WITH ORDINALITY AS n (media_id, number)
            WHERE i.album_id = {albumId} AND i.media_id = n.media_id
            """,
            cancellationToken);
    }

    /// <summary>Null when there is no room.</summary>
    private static async Task<(long First, long Step)?> FindPlaceAsync(
        RecognizeDbContext database, Guid albumId, Guid[] mediaIds, Guid? before, CancellationToken cancellationToken)
    {
        var others = database.AlbumItems.Where(item => item.AlbumId == albumId && !mediaIds.Contains(item.MediaId));
        var upper = before is null
            ? null
            : await others.Where(item => item.MediaId == before).Select(item => (long?)item.Position)
                .SingleAsync(cancellationToken);
        var lower = await others.Where(item => upper == null || item.Position < upper)
            .MaxAsync(item => (long?)item.Position, cancellationToken);
        if (upper is null)
            return ((lower ?? 0) + Room, Room);
        if (lower is null)
            return (upper.Value - (mediaIds.Length * Room), Room);
        var step = (upper.Value - lower.Value) / (mediaIds.Length + 1);
        return step == 0 ? null : (lower.Value + step, step);
    }

    private static Task<int> NumberAnewAsync(
        RecognizeDbContext database, Guid albumId, int times, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync(
            $"""
            UPDATE album_items i SET position = n.number * {Room * times}
            FROM (SELECT media_id, row_number() OVER (ORDER BY position, media_id) AS number
                  FROM album_items WHERE album_id = {albumId}) AS n
            WHERE i.album_id = {albumId} AND i.media_id = n.media_id
            """,
            cancellationToken);
}
