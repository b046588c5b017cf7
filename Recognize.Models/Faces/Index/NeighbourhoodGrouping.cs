using System.Numerics.Tensors;
using Recognize.Models.Faces.Grouping;

namespace Recognize.Models.Faces.Index;

/// <summary>
/// Places a few new faces in a large library: the index says who comes into question, the caller reads just these
/// people and waiting faces, and the grouper decides among them. Safe for concurrent use as far as the index is.
/// </summary>
/// <remarks>
/// In order: <see cref="FindCandidates"/>, read the rows, <see cref="Decide"/>, store the result, <see cref="Remember"/>.
/// A process that dies in between has changed nothing but its own memory.
/// </remarks>
/// <param name="index">Settled and waiting faces of one owner.</param>
/// <param name="grouper">Decides.</param>
/// <param name="limits">How alike faces must be for the grouper, its options' shift included.</param>
public sealed class NeighbourhoodGrouping(FaceIndex index, FaceGrouper grouper, SimilarityLimits limits)
{
    /// <summary>
    /// Candidates for each face. More than the grouper's neighbours: a person with thousands of faces must not fill
    /// all places, or the runner-up who makes the case doubtful would not be seen.
    /// </summary>
    private const int CandidatesPerFace = 192;

    /// <summary>What the bytes of the index may be wrong by.</summary>
    private const float IndexError = 0.01f;

    /// <summary>Settled and waiting faces that are like any of the new ones; not the new ones themselves.</summary>
    public IReadOnlySet<Guid> FindCandidates(IReadOnlyCollection<GroupingFace> newFaces, CancellationToken cancellationToken = default)
    {
        var floor = Math.Min(limits.Group, limits.Attach) - limits.Margin - IndexError;
        var candidates = new HashSet<Guid>();
        foreach (var face in newFaces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var near in index.Nearest(face.Embedding, CandidatesPerFace, floor))
                candidates.Add(near.Id);
        }
        foreach (var face in newFaces)
            candidates.Remove(face.Id);
        return candidates;
    }

    /// <summary>Decides about the new faces.</summary>
    /// <param name="neighbourhood">
    /// The new faces, the candidates that wait, and the people whom the candidates belong to, whole: all their facets and
    /// photos. Where the photos of a person are a set, the cost does not depend on how many they are. Waiting faces too
    /// unlike all new ones to join them are left out, and so is what the result says of them.
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">As <see cref="FaceGrouper.Group"/>.</exception>
    public GroupingResult Decide(GroupingInput neighbourhood, CancellationToken cancellationToken = default)
    {
        var said = neighbourhood.SameFaces.SelectMany(ids => ids).ToHashSet();
        var waiting = neighbourhood.WaitingFaces.Where(face => said.Contains(face.Id) || IsLikeAny(face)).ToList();
        var photos = neighbourhood.NewFaces.Concat(waiting).Select(face => face.MediaId).ToHashSet();
        return grouper.Group(
            neighbourhood with
            {
                WaitingFaces = waiting,
                ExistingGroups = [.. neighbourhood.ExistingGroups.Select(group => Restrict(group, photos))],
            },
            cancellationToken);

        bool IsLikeAny(GroupingFace face)
        {
            foreach (var added in neighbourhood.NewFaces)
                if (TensorPrimitives.Dot<float>(added.Embedding, face.Embedding) >= limits.Group)
                    return true;
            return false;
        }
    }

    /// <summary>Adds faces to the index, settled or waiting, so that later ones find them.</summary>
    public void Remember(IEnumerable<GroupingFace> faces)
    {
        foreach (var face in faces)
            index.Add(face.Id, face.Embedding);
    }

    // Only photos of faces that are looked at can bar anything; a person may have ten thousand others.
    private static ExistingGroup Restrict(ExistingGroup group, HashSet<Guid> photos) => group.MediaIds switch
    {
        IReadOnlySet<Guid> known => group with { MediaIds = [.. photos.Where(known.Contains)] },
        var known when known.Count > photos.Count => group with { MediaIds = [.. known.Where(photos.Contains)] },
        _ => group,
    };
}
