using Recognize.Models.Media;

namespace Recognize.Models.People.Acts;

/// <summary>A face is drawn, or comes back, only where no face is: neither one that is known nor one that is not to be.</summary>
internal static class FreePlace
{
    /// <summary>Boxes that overlap by more than this are the same face, as they are for analyses.</summary>
    private const float SameFaceOverlap = 0.4f;

    /// <summary>
    /// Holds analyses off until the transaction ends: none can find the same face between a check and an insert. Before any
    /// face is held, since analyses take them in this order, too.
    /// </summary>
    public static Task HoldAsync(ActTransaction act, CancellationToken cancellationToken) =>
        act.ExecuteAsync("SELECT 1 FROM face_versions WHERE owner_id = $1 FOR UPDATE", cancellationToken, act.OwnerId);

    /// <exception cref="ActRefusedException">A face is there, or somebody who is not to be recognised.</exception>
    public static async Task CheckAsync(ActTransaction act, Guid mediaId, ImageBox box, CancellationToken cancellationToken)
    {
        var there = await act.ReadAsync(
            "SELECT id, x, y, width, height FROM faces WHERE media_id = $1",
            row => (Id: row.GetGuid(0), Box: new ImageBox(row.GetFloat(1), row.GetFloat(2), row.GetFloat(3), row.GetFloat(4))),
            cancellationToken, mediaId);
        var same = there.Where(face => face.Box.Overlap(box) > SameFaceOverlap).Select(face => face.Id).ToList();
        if (same.Count > 0)
            throw new ActRefusedException(
                ActRefusal.Contradiction, "There is a face already: say of that one who it is.", same)
            { Code = "face-there" };
        var refused = await act.ReadAsync(
            "SELECT x, y, width, height FROM refused_faces WHERE media_id = $1",
            row => new ImageBox(row.GetFloat(0), row.GetFloat(1), row.GetFloat(2), row.GetFloat(3)), cancellationToken,
            mediaId);
        if (refused.Exists(face => face.Overlap(box) > SameFaceOverlap))
            throw new ActRefusedException(
                ActRefusal.Contradiction, "Somebody is here who is not to be recognised: take that back first.")
            { Code = "face-refused" };
    }
}
