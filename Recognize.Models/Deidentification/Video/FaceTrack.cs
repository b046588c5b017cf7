using Recognize.Models.Media;

namespace Recognize.Models.Deidentification.Video;

/// <summary>Where a face was seen in a frame.</summary>
/// <param name="Frame">Number of the frame.</param>
/// <param name="Surest">The most likely box, in fractions of the frame.</param>
/// <param name="All">What holds all boxes of this face in this frame.</param>
/// <param name="Likeness">To the chosen people, -1..1; null where nobody looked.</param>
internal readonly record struct SeenFace(int Frame, ImageBox Surest, ImageBox All, float? Likeness);

/// <summary>One face through the frames of one scene.</summary>
internal sealed class FaceTrack
{
    /// <summary>Frames before and after, whose boxes are covered too: boxes waver.</summary>
    private const int Waver = 2;

    /// <summary>Share by which a box grows for each frame that it is carried to where no face was seen.</summary>
    private const float GrowthPerFrame = 0.03f;

    /// <summary>Looks that must have seen a chosen person before a face stays readable.</summary>
    private const int LeastLikeLooks = 3;

    private readonly List<SeenFace> _seen = [];

    public SeenFace Last => _seen[^1];

    public bool IsEmpty => _seen.Count == 0;

    public void Add(SeenFace face) => _seen.Add(face);

    /// <summary>Forgets what is too long ago to count for a frame.</summary>
    public void ForgetBefore(int frame) => _seen.RemoveAll(face => face.Frame < frame);

    /// <summary>
    /// What to cover in a frame: the face as it was seen there, or between the places where it was seen before and after, or
    /// near the one place; null when it was seen nowhere near.
    /// </summary>
    /// <param name="frame">Number of the frame.</param>
    /// <param name="reach">Frames to look before and after.</param>
    public ImageBox? CoverIn(int frame, int reach)
    {
        var near = _seen.FindAll(face => Math.Abs(face.Frame - frame) <= reach);
        if (near.Count == 0)
            return null;
        var before = near.FindLastIndex(face => face.Frame <= frame);
        var after = near.FindIndex(face => face.Frame >= frame);
        if (before < 0 || after < 0)
        {
            var nearest = before < 0 ? near[after] : near[before];
            return Grown(nearest.All, Math.Abs(nearest.Frame - frame) * GrowthPerFrame);
        }
        var box = Union(near[before].All, near[after].All);
        foreach (var face in near.Where(face => Math.Abs(face.Frame - frame) <= Waver))
            box = Union(box, face.All);
        return box;
    }

    /// <summary>
    /// Where the face is in a frame when it is a chosen person's: seen there, alike in several looks near it and unlike in
    /// none; null when it is not surely theirs.
    /// </summary>
    /// <param name="frame">Number of the frame.</param>
    /// <param name="reach">Frames to look before and after.</param>
    /// <param name="alike">Likeness from which on a look counts.</param>
    /// <param name="unlike">Likeness below which a look says that it is somebody else.</param>
    public ImageBox? ReadableIn(int frame, int reach, float alike, float unlike)
    {
        var here = _seen.FindIndex(face => face.Frame == frame);
        if (here < 0)
            return null;
        var looks = _seen.FindAll(face => face.Likeness is not null && Math.Abs(face.Frame - frame) <= reach);
        return looks.Count(face => face.Likeness >= alike) >= LeastLikeLooks && looks.TrueForAll(face => face.Likeness >= unlike)
            ? _seen[here].Surest
            : null;
    }

    private static ImageBox Grown(ImageBox box, float share) => new(
        box.X - (box.Width * share / 2), box.Y - (box.Height * share / 2),
        box.Width * (1 + share), box.Height * (1 + share));

    private static ImageBox Union(ImageBox one, ImageBox other)
    {
        var (left, top) = (Math.Min(one.X, other.X), Math.Min(one.Y, other.Y));
        return new ImageBox(
            left, top, Math.Max(one.X + one.Width, other.X + other.Width) - left,
            Math.Max(one.Y + one.Height, other.Y + other.Height) - top);
    }
}
