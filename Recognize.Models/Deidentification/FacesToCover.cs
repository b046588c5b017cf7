using Recognize.Models.Faces;
using Recognize.Models.Media;

namespace Recognize.Models.Deidentification;

/// <summary>Decides which faces of a photo are covered. When in doubt, all are.</summary>
internal static class FacesToCover
{
    /// <summary>A found face is a chosen person's when it overlaps that person's stored face at least so much.</summary>
    private const float SameFace = 0.5f;

    /// <summary>A found face that overlaps somebody else's stored face so much may be that one.</summary>
    private const float MaybeSomebodyElse = 0.15f;

    /// <summary>What is covered: every stored face but the chosen people's, and every found one that is not surely theirs.</summary>
    /// <param name="found">By looking at the photo now.</param>
    /// <param name="stored">What is known of it.</param>
    public static FaceDecision Decide(IReadOnlyList<SweptFace> found, IReadOnlyList<StoredFace> stored)
    {
        var covered = stored.Where(face => !face.StaysReadable).Select(face => face.Box).ToList();
        var others = covered.ToList();
        var readable = new List<ImageBox>();
        foreach (var face in found)
        {
            var isChosen = stored.Any(known => known.StaysReadable && known.Box.Overlap(face.Surest) >= SameFace);
            if (isChosen && others.TrueForAll(other => other.Overlap(face.Surest) < MaybeSomebodyElse))
                readable.Add(face.Surest);
            else
                covered.Add(face.All);
        }
        return new FaceDecision(covered, readable);
    }
}

/// <summary>What becomes of the faces of a picture.</summary>
/// <param name="Covered">Boxes in fractions of it.</param>
/// <param name="Readable">The same of those that stay readable.</param>
internal sealed record FaceDecision(IReadOnlyList<ImageBox> Covered, IReadOnlyList<ImageBox> Readable);
