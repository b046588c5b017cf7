using Recognize.Models.Faces.Grouping;
using Recognize.Models.People.Reclustering;

namespace Recognize.Worker.Grouping;

/// <summary>What stays with a person whatever a recluster finds.</summary>
/// <param name="Person">The person.</param>
/// <param name="Group">The faces that stay, as the grouper wants them.</param>
/// <param name="Faces">The same faces.</param>
/// <param name="Looks">Groups that the faces that stay fall into, if they fall into several; else empty.</param>
internal sealed record Anchor(
    LivePerson Person, ExistingGroup Group, IReadOnlyList<SnapshotFace> Faces, IReadOnlyList<IReadOnlyList<GroupingFace>> Looks);

/// <summary>
/// Works out which faces of an anchored person stay: those that somebody confirmed, and the largest look of the others, so
/// that a person who was named once keeps what made the name.
/// </summary>
internal sealed class ReclusterAnchors(GroupingOptions options, SimilarityLimits limits)
{
    private readonly FaceGrouper _grouper = new(options, limits);
    private readonly FacetBuilder _facets = new(options, limits);

    /// <param name="person">The person.</param>
    /// <param name="faces">All faces of the person; none where a contact's portrait is all that is known.</param>
    /// <param name="portraits">Faces of its contacts' portraits: looks of the person, but in no photo.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Anchor Find(
        LivePerson person, IReadOnlyList<SnapshotFace> faces, IEnumerable<GroupingFace> portraits,
        CancellationToken cancellationToken)
    {
        // The user may have put two faces of a photo (a mirror, a collage) into one person: no photo bars here.
        var looks = _grouper.Group(
                new GroupingInput { NewFaces = [.. faces.Select(face => face.Face with { MediaId = face.Face.Id })] },
                cancellationToken)
            .NewGroups;
        var free = faces.Where(face => !face.IsConfirmed).ToDictionary(face => face.Face.Id);
        var largest = looks
            .Select(look => look.Where(free.ContainsKey).ToHashSet())
            .OrderByDescending(look => look.Count)
            .FirstOrDefault(look => look.Count > 0);
        if (largest is null && free.Count > 0)
        {
            // None resembles another: the best one stands for them.
            var best = free.Values.OrderByDescending(face => face.Face.Quality)
                .ThenBy(face => face.Face.OrderKey, StringComparer.Ordinal).ThenBy(face => face.Face.Id).First();
            largest = [best.Face.Id];
        }

        var staying = faces.Where(face => face.IsConfirmed || largest?.Contains(face.Face.Id) == true).ToList();
        var known = portraits.ToList();
        var confirmed = staying.Where(face => face.IsConfirmed).Select(face => face.Face).Concat(known)
            .Select(face => face.Id).ToHashSet();
        var group = _facets.Build(
            person.Id, [.. staying.Select(face => face.Face), .. known], confirmed, cancellationToken);
        return new Anchor(person, group, staying, group.Facets.Count > 1 ? Staying(looks, staying) : []);
    }

    private IReadOnlyList<IReadOnlyList<GroupingFace>> Staying(
        IReadOnlyList<IReadOnlyList<Guid>> looks, List<SnapshotFace> staying)
    {
        var byId = staying.ToDictionary(face => face.Face.Id, face => face.Face);
        return [.. looks
            .Select(look => look
                .Where(byId.ContainsKey).Select(id => byId[id])
                .Where(face => face.Quality >= options.MinFoundingQuality).ToList())
            .Where(look => look.Count >= 2)
            .OrderByDescending(look => look.Count)];
    }
}
