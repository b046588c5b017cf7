using Recognize.Models.Faces;
using Recognize.Models.Media;

namespace Recognize.Models.Deidentification.Video;

/// <summary>
/// Covers the faces of a video's frames as they come. A frame is let go only when the frames after it have been looked at,
/// so that a face which is missed in one is covered by where it was before and after. Holds so many frames and no more.
/// </summary>
internal sealed class FrameCovering : IDisposable
{
    /// <summary>Every so many frames a face is looked for in all ways, and compared with the chosen people.</summary>
    private const int ThoroughEvery = 3;

    /// <summary>What a look must exceed the similarity of two photos of one person by.</summary>
    private const float Margin = 0.04f;

    /// <summary>Seconds before and after a frame whose faces count for it.</summary>
    private const double ReachSeconds = 0.5;

    private const int LeastReach = 8, LongestReach = 30;

    private readonly FaceRecognizer _detector;
    private readonly IFaceCover _cover;
    private readonly CoverShape _shape;
    private readonly ChosenPeople _chosen;
    private readonly int _reach;
    private readonly FaceTracks _tracks;
    private readonly SceneCut _cuts = new();
    private readonly Queue<PixelImage> _waiting = new();
    private int _read;
    private int _written;

    public FrameCovering(FaceRecognizer detector, CoveringPlan plan, ChosenPeople chosen, double framesPerSecond)
    {
        (_detector, _cover, _shape, _chosen) = (detector, FaceCovers.Create(plan.Choice), plan.Shape, chosen);
        _reach = (int)Math.Clamp(Math.Round(ReachSeconds * framesPerSecond), LeastReach, LongestReach);
        _tracks = new FaceTracks(_reach);
    }

    /// <summary>Covers laid over all frames; a face that was found in several ways has several.</summary>
    public long Covered { get; private set; }

    /// <summary>Frames that were let go.</summary>
    public int Frames => _written;

    /// <summary>Takes over a frame, and lets go the one that nothing later counts for.</summary>
    public void Add(PixelImage frame, Action<PixelImage> write, CancellationToken cancellationToken)
    {
        _waiting.Enqueue(frame);
        if (_cuts.IsNext(frame))
            _tracks.EndScene();
        _tracks.Add(Look(frame, cancellationToken));
        _read++;
        if (_waiting.Count > _reach)
            WriteOne(write);
    }

    /// <summary>Lets go the frames that wait.</summary>
    public void Finish(Action<PixelImage> write)
    {
        while (_waiting.Count > 0)
            WriteOne(write);
    }

    public void Dispose()
    {
        while (_waiting.TryDequeue(out var frame))
            frame.Dispose();
    }

    private List<SeenFace> Look(PixelImage frame, CancellationToken cancellationToken)
    {
        var isThorough = _read % ThoroughEvery == 0;
        var found = _detector.FindAll(frame, quickly: !isThorough, cancellationToken);
        return
        [
            .. found.Select(face => new SeenFace(
                _read, face.Surest, face.All,
                isThorough && !_chosen.IsNobody
                    ? _chosen.Likeness(_detector
                        .DescribeWithin(frame, frame.Width, frame.Height, face.Surest, cancellationToken).Embedding)
                    : null)),
        ];
    }

    private void WriteOne(Action<PixelImage> write)
    {
        using var frame = _waiting.Dequeue();
        _tracks.ForgetBefore(_written);
        var pair = _detector.SimilarityLimits.Pair;
        var covered = new List<ImageBox>();
        var readable = new List<ImageBox>();
        foreach (var track in _tracks.All)
        {
            if (!_chosen.IsNobody && track.ReadableIn(_written, _reach, pair + Margin, unlike: pair - Margin) is { } face)
                readable.Add(face);
            else if (track.CoverIn(_written, _reach) is { } box)
                covered.Add(box);
        }
        PhotoCovering.Paint(frame, new FaceDecision(covered, readable), _cover, _shape);
        Covered += covered.Count;
        _written++;
        write(frame);
    }
}
