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
        var readable = 0;
        foreach (var face in found)
        {
            var isChosen = stored.Any(known => known.StaysReadable && known.Box.Overlap(face.Surest) >= SameFace);
            if (isChosen && others.TrueForAll(other => other.Overlap(face.Surest) < MaybeSomebodyElse))
                readable++;
            else
                covered.Add(face.All);
        }
        return new FaceDecision(covered, readable);
    }
}

/// <summary>What is covered, in fractions of the photo, and how many faces stay readable.</summary>
internal sealed record FaceDecision(IReadOnlyList<ImageBox> Covered, int Readable);
