using System.Numerics.Tensors;
using Recognize.Models.Landmarks.Matching;

namespace Recognize.Models.Landmarks.Gallery;

/// <summary>
/// Reference photos, and which of them shows the same place as a photo: those that look most alike as a whole are compared
/// point by point. Immutable, thread-safe.
/// </summary>
/// <param name="references">All references that could be read.</param>
/// <param name="problems">The others, with the reason.</param>
internal sealed class LandmarkGallery(IReadOnlyList<GalleryReference> references, IReadOnlyList<GalleryProblem> problems)
{
    /// <summary>
    /// References compared point by point, at some milliseconds each. Generous: the embedding knows towers from beaches,
    /// not one tower from another.
    /// </summary>
    public const int ShortlistLength = 32;

    public IReadOnlyList<GalleryReference> References { get; } = references;

    public IReadOnlyList<GalleryProblem> Problems { get; } = problems;

    /// <summary>The place a photo shows, or null when none of the references agrees well, or two places do.</summary>
    /// <param name="photo">Signed as the references were.</param>
    /// <param name="except">Content hash of a reference to leave out, in hex.</param>
    /// <param name="cancellationToken">Stops between two comparisons.</param>
    public GalleryMatch? Find(PhotoSignature photo, string? except, CancellationToken cancellationToken)
    {
        var best = new Dictionary<string, GalleryMatch>(StringComparer.Ordinal);
        foreach (var reference in Shortlist(photo, except))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SceneMatcher.Match(photo.Features, reference.Features) is not { } scene
                || !SceneAgreement.ShowsSamePlace(scene))
                continue;
            if (!best.TryGetValue(reference.Place, out var other) || scene.Inliers > other.Scene.Inliers)
                best[reference.Place] = new GalleryMatch(reference, scene);
        }
        return best.Values.OrderByDescending(match => match.Scene.Inliers).ToList() switch
        {
            [] => null,
            [var only] => only,
            [var first, var second, ..] =>
                first.Scene.Inliers >= SceneAgreement.MinLead * second.Scene.Inliers ? first : null,
        };
    }

    private IEnumerable<GalleryReference> Shortlist(PhotoSignature photo, string? except)
    {
        var candidates = References.Where(reference => reference.ContentHash != except);
        return photo.Embedding is not { } vector
            ? candidates
            : candidates
                .OrderByDescending(
                    reference => reference.Embedding is { } other ? TensorPrimitives.Dot<float>(vector, other) : 1)
                .Take(ShortlistLength);
    }
}
