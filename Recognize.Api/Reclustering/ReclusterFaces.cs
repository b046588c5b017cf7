using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Media;
using Recognize.Models.People.Reclustering;

namespace Recognize.Api.Reclustering;

/// <summary>
/// Finds the faces and people that a page of a preview names. Only the caller's own: an admin who looks at another user's
/// preview sees its figures, not its photos.
/// </summary>
internal sealed class ReclusterFaces(OwnerScope scope)
{
    public async Task<IReadOnlyList<ReclusterPersonResponse>> DescribeAsync(
        IReadOnlyList<ReclusterChange> changes, CancellationToken cancellationToken)
    {
        var pairs = changes.Select(change => (Change: change, Details: change.ReadDetails())).ToList();
        var faces = await FindAsync(
            pairs.SelectMany(pair => (IEnumerable<Guid>)
                [.. pair.Details.KeptFaces, .. pair.Details.GainedFaces, .. pair.Details.LostFaces]),
            cancellationToken);
        var ids = pairs.SelectMany(pair => Others(pair.Details)).Distinct().ToList();
        var names = await scope.People.Where(person => ids.Contains(person.Id))
            .ToDictionaryAsync(person => person.Id, person => person.Name, cancellationToken);
        return
        [
            .. pairs.Select(pair => pair.Change.ToResponse(pair.Details, new ReclusterExamples(
                Of(faces, pair.Details.KeptFaces), Of(faces, pair.Details.GainedFaces), Of(faces, pair.Details.LostFaces),
                Others(pair.Details).Distinct().Where(names.ContainsKey).ToDictionary(id => id, id => names[id])))),
        ];
    }

    public async Task<IReadOnlyList<ReclusterConflictResponse>> DescribeAsync(
        IReadOnlyList<ReclusterConflict> conflicts, CancellationToken cancellationToken)
    {
        var faces = await FindAsync(conflicts.SelectMany(conflict => conflict.Faces), cancellationToken);
        return [.. conflicts.Select(conflict => conflict.ToResponse(Of(faces, conflict.Faces)))];
    }

    private Task<Dictionary<Guid, ReclusterFaceResponse>> FindAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().ToList();
        return scope.Faces.Where(face => wanted.Contains(face.Id))
            .Select(face => new ReclusterFaceResponse(
                face.Id, face.MediaId, new BoxResponse(face.X, face.Y, face.Width, face.Height), face.TimeSeconds))
            .ToDictionaryAsync(face => face.FaceId, cancellationToken);
    }

    private static List<ReclusterFaceResponse> Of(Dictionary<Guid, ReclusterFaceResponse> faces, IEnumerable<Guid> ids) =>
        [.. ids.Where(faces.ContainsKey).Select(id => faces[id])];

    private static IEnumerable<Guid> Others(ReclusterChangeDetails details) =>
        details.GainedFrom.Concat(details.LostTo).Select(flow => flow.PersonId).OfType<Guid>();
}
