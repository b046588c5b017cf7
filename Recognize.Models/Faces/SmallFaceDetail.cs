using System.Numerics;
using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>
/// Takes small faces from a larger version of the photo: their points get more exact, their vectors closer to those of
/// the same people seen near, and hints become faces or nothing. See docs/faces.md for what that is worth.
/// </summary>
internal static class SmallFaceDetail
{
    /// <summary>Longest side of the larger version, in pixels.</summary>
    public const int LargerEdge = 2560;

    /// <summary>Width in pixels of the first version below which a face gains by more.</summary>
    private const float SmallWidth = 36;

    /// <summary>How many times the pixels of the first version, by side, are worth a second decode.</summary>
    private const double WorthwhileStretch = 1.4;

    /// <summary>Candidates looked at again in one photo; of a crowd, the rest stays as the first version shows it.</summary>
    private const int MostLooks = 32;

    /// <summary>Whether a larger version of the photo is worth its cost.</summary>
    public static bool Needs(FaceSearchResult found, PixelImage image, int originalWidth, int originalHeight) =>
        Math.Max(originalWidth, originalHeight) >= WorthwhileStretch * Math.Max(image.Width, image.Height)
        && (found.Hints.Count > 0 || found.Faces.Any(IsSmall));

    /// <summary>The faces as they are in the image.</summary>
    public static List<FoundFace> CutOut(IReadOnlyList<FaceCandidate> faces, PixelImage image) =>
        [.. faces.Select(face => FoundFace.CutOut(face, image))];

    /// <summary>The faces, the small ones taken from the larger version; surest first.</summary>
    public static List<FoundFace> Apply(
        FaceSearch search, FaceSearchResult found, PixelImage image, Func<int, PixelImage> decode,
        CancellationToken cancellationToken)
    {
        using var larger = TryDecode(decode);
        // A preview inside of a RAW file, say, may have nothing more to show.
        if (larger is null || larger.Width < image.Width * WorthwhileStretch)
            return CutOut(found.Faces, image);

        var stretch = new Vector2((float)larger.Width / image.Width, (float)larger.Height / image.Height);
        var looks = 0;
        var settled = new List<(FaceCandidate Place, PixelImage Source)>();
        foreach (var face in found.Faces.Concat(found.Hints))
        {
            var isFace = found.Faces.Contains(face);
            if (isFace && !IsSmall(face))
            {
                settled.Add((Stretch(face, stretch), image));
                continue;
            }
            var place = Stretch(face, stretch);
            var again = looks++ < MostLooks && IsUpright(face) ? search.FindAgain(larger, place, cancellationToken) : null;
            if (isFace || again is not null)
                settled.Add((again ?? place, larger));
        }
        return
        [
            .. FaceSearch.Distinct(settled.Select(face => face.Place)).Select(place =>
                settled.First(face => ReferenceEquals(face.Place, place)).Source == larger
                    ? FoundFace.CutOut(place, larger)
                    : FoundFace.CutOut(Stretch(place, Vector2.One / stretch), image)),
        ];
    }

    private static bool IsSmall(FaceCandidate face) => face.Box.Width < SmallWidth;

    /// <summary>The second look sees faces upright only; one that lies on its side keeps what the turned look said.</summary>
    private static bool IsUpright(FaceCandidate face) => face.Points[1].X >= face.Points[0].X
        && face.Points[3].Y + face.Points[4].Y >= face.Points[0].Y + face.Points[1].Y;

    private static FaceCandidate Stretch(FaceCandidate face, Vector2 by) => new(
        new ScoredBox(face.Box.X * by.X, face.Box.Y * by.Y, face.Box.Width * by.X, face.Box.Height * by.Y, face.Box.Score),
        Array.ConvertAll(face.Points, point => point * by));

    private static PixelImage? TryDecode(Func<int, PixelImage> decode)
    {
        try
        {
            return decode(LargerEdge);
        }
        catch (UnreadableMediaException)
        {
            // The photo was readable in its first size: the time limit, say, must not cost it what that showed.
            return null;
        }
    }
}
