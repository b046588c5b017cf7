using System.Globalization;
using Recognize.Models.Landmarks.Matching;

namespace Recognize.Models.Landmarks.Gallery;

/// <summary>A reference that shows the same place as a photo.</summary>
/// <param name="Reference">The best of its place.</param>
/// <param name="Scene">How they agree; from the photo to the reference.</param>
internal sealed record GalleryMatch(GalleryReference Reference, SceneMatch Scene)
{
    /// <summary>How sure, 0.5 at the least agreement that counts, near 1 for copies.</summary>
    public float Score => 1 - (SceneAgreement.MinInliers / (2f * Scene.Inliers));

    /// <summary>For the question "why?".</summary>
    public string Reason => string.Create(
        CultureInfo.InvariantCulture, $"{Reference.Label}: {Reference.FileName}, {Scene.Inliers} points");
}
