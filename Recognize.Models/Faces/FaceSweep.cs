using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>
/// Finds whatever may be a face, for covering: in more sizes, turned in every case, and from lower scores on than
/// <see cref="FaceSearch"/>, which wants to be right. Thread-safe.
/// </summary>
internal sealed class FaceSweep(IFaceNetwork network, FaceSearchPlan plan)
{
    /// <summary>Below it large false boxes win, which would cover half of a photo.</summary>
    private const float ScoreFloor = 0.6f;

    /// <summary>A turned look has three chances more to be wrong.</summary>
    private const float TurnedScoreFloor = 0.7f;

    /// <summary>Boxes that overlap more than this are one face, and its box holds both.</summary>
    private const float SameFace = 0.5f;

    /// <summary>Photos longer than this many times the finest look are looked at in quarters as well.</summary>
    private const double QuartersFrom = 1.5;

    /// <summary>Share of a side that quarters overlap by, so that no face is cut by all of them.</summary>
    private const double QuarterOverlap = 0.1;

    /// <summary>All looks: for photos, and now and then for a frame of a video.</summary>
    /// <returns>In pixels of the image, surest first.</returns>
    public List<SweptBox> FindAll(PixelImage image, CancellationToken cancellationToken)
    {
        var whole = SourceArea.Whole(image);
        var longest = Math.Max(image.Width, image.Height);
        var found = new List<FaceCandidate>();
        foreach (var side in Sizes(longest, [plan.Medium, plan.CloseUp, plan.Tight, plan.Fine]))
            network.Detect(image, whole, side, ScoreFloor, found, cancellationToken);
        if (longest > QuartersFrom * plan.Fine)
        {
            foreach (var quarter in Quarters(image))
                network.Detect(image, quarter, plan.Fine, ScoreFloor, found, cancellationToken);
        }
        foreach (var turn in QuarterTurn.Sideways)
        {
            foreach (var side in Sizes(longest, [plan.Medium, plan.CloseUp]))
            {
                using var turned = turn.Apply(image, side);
                var candidates = new List<FaceCandidate>();
                network.Detect(turned, SourceArea.Whole(turned), side, TurnedScoreFloor, candidates, cancellationToken);
                found.AddRange(candidates.Select(face => turn.Undo(face, turned, image)));
            }
        }
        return Joined(found);
    }

    /// <summary>The two looks that find most upright faces, for the frames of a video between two with all looks.</summary>
    /// <returns>In pixels of the image, surest first.</returns>
    public List<SweptBox> FindQuickly(PixelImage image, CancellationToken cancellationToken)
    {
        var longest = Math.Max(image.Width, image.Height);
        var found = new List<FaceCandidate>();
        foreach (var side in Sizes(longest, [plan.Medium, plan.CloseUp]))
            network.Detect(image, SourceArea.Whole(image), side, ScoreFloor, found, cancellationToken);
        return Joined(found);
    }

    /// <summary>Sizes of looks, none larger than the image and each once; 0 means none.</summary>
    private static IEnumerable<int> Sizes(int longest, IEnumerable<int> wanted) =>
        wanted.Where(side => side > 0).Select(side => Math.Min(side, longest)).Distinct();

    private static IEnumerable<SourceArea> Quarters(PixelImage image)
    {
        double width = image.Width * (0.5 + QuarterOverlap), height = image.Height * (0.5 + QuarterOverlap);
        foreach (var top in (double[])[0, image.Height - height])
        {
            foreach (var left in (double[])[0, image.Width - width])
                yield return new SourceArea(left, top, width, height);
        }
    }

    /// <summary>The boxes of each face once: too much covered harms nobody, so all of them count.</summary>
    private static List<SweptBox> Joined(List<FaceCandidate> found)
    {
        var joined = new List<SweptBox>();
        foreach (var box in found.Select(face => face.Box).Where(IsFinite).OrderByDescending(box => box.Score))
        {
            var same = joined.FindIndex(other => other.Surest.Overlap(box) > SameFace);
            if (same < 0)
                joined.Add(new SweptBox(box, box));
            else
                joined[same] = joined[same] with { All = joined[same].All.Union(box) };
        }
        return joined;
    }

    private static bool IsFinite(ScoredBox box) =>
        float.IsFinite(box.X + box.Y + box.Width + box.Height) && box.Width > 0 && box.Height > 0;
}

/// <summary>What may be a face, as several looks saw it.</summary>
/// <param name="Surest">The box that is most likely right.</param>
/// <param name="All">What holds the boxes of all looks.</param>
internal readonly record struct SweptBox(ScoredBox Surest, ScoredBox All);
