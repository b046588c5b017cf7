namespace Recognize.Models.People.Acts;

/// <summary>
/// A photo, or one frame of a video, shows nobody twice, unless a user has released it. Every act that puts faces to
/// people ends with this check.
/// </summary>
internal static class OnePhotoRule
{
    public const string Code = "same-photo";

    /// <summary>Photos named in a refusal; more say nothing new.</summary>
    private const int MaxNamed = 50;

    /// <summary>Refuses, or releases the photos, when a person would now be seen twice in one.</summary>
    /// <param name="act">The act, after it placed the faces.</param>
    /// <param name="personId">Whom it gave faces.</param>
    /// <param name="placed">The faces it placed.</param>
    /// <param name="releases">Whether the actor has said that these photos may show one person twice.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    public static async Task HoldAsync(
        ActTransaction act, Guid personId, IEnumerable<Guid> placed, bool releases, CancellationToken cancellationToken)
    {
        var photos = await act.ReadAsync(
            """
            SELECT DISTINCT f.media_id FROM faces f
            WHERE f.person_id = $1
              AND f.media_id IN (SELECT media_id FROM faces WHERE id = ANY ($2))
              AND NOT EXISTS (SELECT 1 FROM photo_releases r WHERE r.media_id = f.media_id)
            GROUP BY f.media_id, f.time_seconds
            HAVING count(*) > 1
            """,
            row => row.GetGuid(0), cancellationToken, personId, placed.ToArray());
        if (photos.Count == 0)
            return;
        if (!releases)
            throw Refuse(photos);
        await act.ExecuteAsync(
            """
            INSERT INTO photo_releases (media_id, created_at) SELECT m, $2 FROM unnest($1) AS m ON CONFLICT DO NOTHING
            """,
            cancellationToken, photos.ToArray(), act.Now);
    }

    /// <summary>Refuses when somebody is seen twice in a photo that is no longer released.</summary>
    public static async Task HoldAsync(ActTransaction act, Guid photo, CancellationToken cancellationToken)
    {
        var photos = await act.ReadAsync(
            """
            SELECT DISTINCT media_id FROM faces
            WHERE media_id = $1 AND person_id IS NOT NULL
            GROUP BY media_id, time_seconds, person_id
            HAVING count(*) > 1
            """,
            row => row.GetGuid(0), cancellationToken, photo);
        if (photos.Count > 0)
            throw new ActRefusedException(
                ActRefusal.Contradiction,
                "This photo shows somebody twice: first say of one of the faces who else it is, or that it is not this person.",
                photos)
            { Code = Code };
    }

    /// <summary>
    /// The same after an act was taken back, for the rows in the table <c>reversal</c>. A face that a grouping put beside
    /// one that came back gives way to it.
    /// </summary>
    public static async Task HoldAfterReversalAsync(ActTransaction act, CancellationToken cancellationToken)
    {
        await act.ExecuteAsync(
            $"""
            UPDATE faces g SET person_id = NULL, assigned_by = {(int)FaceAssignment.None}, similarity = NULL, grouped_at = NULL
            FROM reversal r JOIN faces f ON f.id = r.key
            WHERE r.entity = {(int)ActEntity.Face} AND g.media_id = f.media_id AND g.person_id = f.person_id AND g.id <> f.id
              AND g.time_seconds IS NOT DISTINCT FROM f.time_seconds AND g.assigned_by = {(int)FaceAssignment.Cluster}
              AND NOT EXISTS (SELECT 1 FROM reversal o WHERE o.entity = {(int)ActEntity.Face} AND o.key = g.id)
              AND NOT EXISTS (SELECT 1 FROM photo_releases l WHERE l.media_id = g.media_id)
            """,
            cancellationToken);
        var photos = await act.ReadAsync(
            $"""
            SELECT DISTINCT f.media_id FROM faces f
            WHERE f.person_id IS NOT NULL
              AND f.media_id IN (
                  SELECT key FROM reversal WHERE entity = {(int)ActEntity.Release}
                  UNION SELECT t.media_id FROM reversal r JOIN faces t ON t.id = r.key WHERE r.entity = {(int)ActEntity.Face})
              AND NOT EXISTS (SELECT 1 FROM photo_releases l WHERE l.media_id = f.media_id)
            GROUP BY f.media_id, f.time_seconds, f.person_id
            HAVING count(*) > 1
            """,
            row => row.GetGuid(0), cancellationToken);
        if (photos.Count > 0)
            throw Refuse(photos);
    }

    private static ActRefusedException Refuse(List<Guid> photos) => new(
        ActRefusal.Contradiction,
        $"{ActWording.Photos(photos.Count)} would show one person twice. If that is right, for instance in a mirror, "
        + "release the photo and repeat.",
        [.. photos.Take(MaxNamed)])
    { Code = Code };
}
