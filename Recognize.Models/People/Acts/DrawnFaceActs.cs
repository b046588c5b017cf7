using Recognize.Models.Media;

namespace Recognize.Models.People.Acts;

/// <summary>Faces that users draw where a detector has missed them. A worker describes them later.</summary>
public sealed class DrawnFaceActs(PeopleActs acts)
{
    /// <summary>Least side of a box in fractions of the photo: a slip of the hand is no face.</summary>
    private const float MinSide = 0.003f;

    /// <summary>Adds a face to a photo.</summary>
    /// <param name="who">Who acts.</param>
    /// <param name="mediaId">A photo that is there.</param>
    /// <param name="box">Where, in fractions of the upright photo.</param>
    /// <param name="person">Who it is; null lets it wait for a grouping.</param>
    /// <param name="releasesPhoto">The photo may show that person twice.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    /// <returns>The act; its <see cref="ActDone.FaceId"/> is the new face.</returns>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> DrawAsync(
        ActFor who, Guid mediaId, ImageBox box, PersonSeen? person, bool releasesPhoto, CancellationToken cancellationToken)
    {
        Check(box);
        return acts.RunAsync(
            who.OwnerId, who.Actor, ActKind.Draw, person is null ? [] : [person], async (act, token) =>
            {
                var size = await PhotoSizeAsync(act, mediaId, token);
                var target = person is null ? null : await act.PersonAsync(person.PersonId, token);
                await FreePlace.HoldAsync(act, token);
                await FreePlace.CheckAsync(act, mediaId, box, token);
                var id = Guid.CreateVersion7();
                await act.ExecuteAsync(
                    $"""
                    INSERT INTO faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding,
                        pack_version, assigned_by, size_pixels, sharpness, frontality, origin, person_id, grouped_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, ARRAY[]::real[], 1, 0, '\x'::bytea, '', $8, $9, 0, 0,
                        {(int)FaceOrigin.Drawn}, $10, $11)
                    """,
                    token,
                    id, mediaId, act.OwnerId, box.X, box.Y, box.Width, box.Height,
                    (short)(target is null ? FaceAssignment.None : FaceAssignment.User),
                    Math.Max(box.Width * size.Width, box.Height * size.Height),
                    (object?)target?.Id ?? DBNull.Value, target is null ? DBNull.Value : act.Now);
                if (target is not null)
                    await OnePhotoRule.HoldAsync(act, target.Id, [id], releasesPhoto, token);
                act.FaceId = id;
                act.PersonId = target?.Id;
                act.Summary = target is null ? "Drew a face." : $"Drew a face of {target.Label}.";
            }, cancellationToken);
    }

    /// <summary>Removes a face that a user drew.</summary>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> RemoveAsync(ActFor who, Guid faceId, CancellationToken cancellationToken) =>
        acts.RunAsync(who.OwnerId, who.Actor, ActKind.Draw, [], async (act, token) =>
        {
            var face = (await act.FacesAsync([faceId], token))[0];
            if (face.Origin != FaceOrigin.Drawn)
                throw new ActRefusedException(
                    ActRefusal.Contradiction,
                    "Only faces that somebody drew can be removed; one that was found can be ignored.", [faceId])
                { Code = "not-drawn" };
            await act.ExecuteAsync("DELETE FROM faces WHERE id = $1", token, faceId);
            if (face.PersonId is { } left)
                await act.TidyAsync([left], token);
            act.Summary = "Removed a face that was drawn.";
        }, cancellationToken);

    private static void Check(ImageBox box)
    {
        // Written so that not-a-numbers fail it too.
        if (!(box is { X: >= 0 and <= 1, Y: >= 0 and <= 1, Width: >= MinSide and <= 1, Height: >= MinSide and <= 1 }
            && box.X + box.Width <= 1.0001f && box.Y + box.Height <= 1.0001f))
            throw new ActRefusedException(
                ActRefusal.Invalid,
                "The box has to lie within the photo: x, y, width and height in fractions of it, between 0 and 1.");
    }

    private static async Task<(int Width, int Height)> PhotoSizeAsync(
        ActTransaction act, Guid mediaId, CancellationToken token)
    {
        var found = await act.ReadAsync(
            """
            SELECT kind, coalesce(width, 0), coalesce(height, 0) FROM media
            WHERE id = $1 AND owner_id = $2 AND removed_at IS NULL
            """,
            row => (Kind: (MediaKind)row.GetInt16(0), Width: row.GetInt32(1), Height: row.GetInt32(2)), token,
            mediaId, act.OwnerId);
        if (found.Count == 0)
            throw new ActRefusedException(ActRefusal.NotFound, "There is no such file.", [mediaId]);
        if (found[0].Kind != MediaKind.Photo)
            throw new ActRefusedException(ActRefusal.Invalid, "Faces can be drawn in photos only.", [mediaId]);
        return (found[0].Width, found[0].Height);
    }
}
