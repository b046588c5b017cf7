using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>
/// Finds the faces of a photo in as few looks as it allows: one of medium size and one for close-ups always; a finer
/// one where there are hints of small faces; a small one where nothing was found, for faces that overfill the frame;
/// three turned ones where a candidate stays doubtful, for photos and people that lie on their side. Thread-safe.
/// </summary>
/// <remarks>Never enlarges a whole photo: a face that fills an enlarged photo is no longer found.</remarks>
internal sealed class FaceSearch(IFaceNetwork network, FaceSearchPlan plan)
{
    /// <summary>Intersection over union above which two candidates are the same face.</summary>
    private const float MaximumOverlap = 0.3f;

    /// <summary>Beside faces that are sure, only a candidate of this score is worth turning the photo for.</summary>
    private const float TurnBesideSureScore = 0.5f;

    /// <summary>A turned look has three chances to be wrong, so it has to be surer.</summary>
    private const float TurnedScoreFloor = 0.88f;

    /// <summary>Pixels of the network that a small face's surroundings get in a look at them alone.</summary>
    private const int AgainSide = 192;

    /// <summary>How many times as wide as the face the surroundings are.</summary>
    private const float AgainAround = 3;

    /// <summary>The same for a box that may be drawn larger than the face.</summary>
    private const float CloseAround = 1.6f;

    /// <summary>The faces of an image, surest first, each once; and hints of faces too small to tell.</summary>
    public FaceSearchResult Find(PixelImage image, CancellationToken cancellationToken)
    {
        var whole = SourceArea.Whole(image);
        var longest = Math.Max(image.Width, image.Height);
        var medium = Math.Min(longest, plan.Medium);
        var found = new List<FaceCandidate>();
        network.Detect(image, whole, medium, plan.HintScore, found, cancellationToken);

        var small = plan.SmallWidth * (float)longest / medium;
        var looksFiner = longest > medium && found.Exists(face => face.Box.Width < small);
        // Below half as many pixels more, a look for close-ups shows the network nothing new.
        if (plan.CloseUp > 0 && longest > 1.5 * plan.CloseUp)
            network.Detect(image, whole, plan.CloseUp, plan.HintScore, found, cancellationToken);
        if (!found.Exists(IsFace) && longest > plan.Tight)
            network.Detect(image, whole, plan.Tight, plan.ScoreFloor, found, cancellationToken);

        var doubtful = Doubtful(found);
        if (doubtful.Count > 0)
            FindTurned(image, doubtful, found, cancellationToken);
        if (looksFiner)
            network.Detect(image, whole, Math.Min(longest, plan.Fine), plan.HintScore, found, cancellationToken);

        var kept = Distinct(found);
        var faces = kept.FindAll(IsFace);
        return new FaceSearchResult(
            faces, looksFiner ? kept.FindAll(face => !IsFace(face) && face.Box.Width < plan.SmallWidth) : []);
    }

    /// <summary>
    /// Looks once more at a face or hint of <see cref="Find"/>, alone and in a larger version of the photo; null when
    /// there is no face after all.
    /// </summary>
    /// <param name="larger">The photo in more pixels.</param>
    /// <param name="face">The candidate in pixels of the larger photo.</param>
    /// <param name="cancellationToken">Stops before the network is run.</param>
    public FaceCandidate? FindAgain(PixelImage larger, FaceCandidate face, CancellationToken cancellationToken)
    {
        var box = face.Box;
        double side = Math.Max(box.Width, box.Height) * AgainAround;
        var area = new SourceArea(
            box.X + (box.Width / 2) - (side / 2), box.Y + (box.Height / 2) - (side / 2), side, side);
        var found = new List<FaceCandidate>();
        network.Detect(larger, area, AgainSide, plan.ScoreFloor, found, cancellationToken);
        return found.Where(again => again.Box.Overlap(box) > MaximumOverlap).MaxBy(again => again.Box.Score);
    }

    /// <summary>
    /// Looks for a face where a person has seen one, so that hints count too; null when the network sees none even there.
    /// </summary>
    /// <param name="image">The photo, in as many pixels as there are.</param>
    /// <param name="box">Where, in pixels of the image.</param>
    /// <param name="cancellationToken">Stops between two looks.</param>
    public FaceCandidate? FindWithin(PixelImage image, ScoredBox box, CancellationToken cancellationToken)
    {
        var found = new List<FaceCandidate>();
        // A hand draws loosely, and a face that nearly fills what the network sees is found worse: two distances.
        foreach (var around in (ReadOnlySpan<float>)[AgainAround, CloseAround])
        {
            double side = Math.Max(box.Width, box.Height) * around;
            var area = new SourceArea(
                box.X + (box.Width / 2) - (side / 2), box.Y + (box.Height / 2) - (side / 2), side, side);
            network.Detect(image, area, AgainSide, plan.HintScore, found, cancellationToken);
        }
        return found.Where(face => face.Box.Overlap(box) > MaximumOverlap).MaxBy(face => face.Box.Score);
    }

    /// <summary>Of candidates that are the same face, the surest.</summary>
    public static List<FaceCandidate> Distinct(IEnumerable<FaceCandidate> found) =>
        BoxSuppression.Keep(found, face => face.Box, MaximumOverlap);

    private bool IsFace(FaceCandidate face) => face.Box.Score >= plan.ScoreFloor;

    /// <summary>Candidates that would be surer if the photo lay another way round.</summary>
    private List<FaceCandidate> Doubtful(List<FaceCandidate> found)
    {
        var sure = found.FindAll(face => face.Box.Score >= plan.SureScore);
        var floor = sure.Count > 0 ? TurnBesideSureScore : plan.HintScore;
        return found.FindAll(face => face.Box.Score >= floor
            && sure.TrueForAll(other => face.Box.Overlap(other.Box) <= MaximumOverlap));
    }

    private void FindTurned(
        PixelImage image, List<FaceCandidate> doubtful, List<FaceCandidate> found, CancellationToken cancellationToken)
    {
        var longest = Math.Max(image.Width, image.Height);
        var closeUp = plan.CloseUp > 0 ? plan.CloseUp : plan.Medium;
        var small = plan.SmallWidth * (float)longest / closeUp;
        var side = Math.Min(longest, doubtful.MaxBy(face => face.Box.Score)!.Box.Width < small ? plan.Medium : closeUp);
        foreach (var turn in QuarterTurn.Sideways)
        {
            using var turned = turn.Apply(image, side);
            var candidates = new List<FaceCandidate>();
            network.Detect(
                turned, SourceArea.Whole(turned), side, Math.Max(TurnedScoreFloor, plan.ScoreFloor), candidates,
                cancellationToken);
            found.AddRange(candidates.Select(face => turn.Undo(face, turned, image)));
        }
    }
}

/// <summary>What a search found in an image, in its pixels.</summary>
/// <param name="Faces">Surest first, each once.</param>
/// <param name="Hints">Small candidates, not sure enough to be reported, that a larger version of the photo may settle.</param>
internal sealed record FaceSearchResult(IReadOnlyList<FaceCandidate> Faces, IReadOnlyList<FaceCandidate> Hints);
