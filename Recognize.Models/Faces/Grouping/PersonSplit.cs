using System.Numerics.Tensors;

namespace Recognize.Models.Faces.Grouping;

/// <summary>How one person's faces come apart into two.</summary>
/// <param name="Kept">The side that stays the person: more confirmed faces, then more faces; ordered by order key.</param>
/// <param name="Parted">The other side, ordered by order key; never empty.</param>
/// <param name="Gap">
/// Mean similarity within the sides less that between them: near 0 where nothing speaks for two people.
/// </param>
/// <param name="IsForced">Whether two faces of one photo show that they are two people, whatever the likeness.</param>
public sealed record SplitProposal(IReadOnlyList<Guid> Kept, IReadOnlyList<Guid> Parted, float Gap, bool IsForced);

/// <summary>
/// Proposes where to cut when a user says that one person is two: at the top of the tree that average linkage makes of
/// the faces. Faces of one photo go to different sides; poor faces, and single strays, are dealt out last.
/// </summary>
public sealed class PersonSplit
{
    private readonly GroupingFace[] _faces;
    private readonly Side?[] _sides;
    private readonly int[] _nearest;

    private PersonSplit(GroupingFace[] faces)
    {
        _faces = faces;
        _sides = [.. faces.Select((face, index) => new Side(face.Embedding, [index], [face.MediaId], null))];
        _nearest = new int[faces.Length];
    }

    /// <summary>The most natural cut; the same for the same faces in any order.</summary>
    /// <param name="faces">All faces of the person, at least two, of one embedder.</param>
    /// <param name="options">Which faces are good enough to decide.</param>
    /// <param name="limits">How alike faces of the embedder are when they are one person.</param>
    /// <param name="confirmed">Faces that the user or a contact confirmed: they decide which side stays.</param>
    /// <param name="releasedPhotos">Photos in which the person may be seen twice.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">There are fewer than two faces, or a vector is not of unit length.</exception>
    public static SplitProposal Propose(
        IReadOnlyList<GroupingFace> faces,
        GroupingOptions options,
        SimilarityLimits limits,
        IReadOnlySet<Guid>? confirmed = null,
        IReadOnlySet<Guid>? releasedPhotos = null,
        CancellationToken cancellationToken = default)
    {
        if (faces.Count < 2)
            throw new ArgumentException("A person of fewer than two faces cannot be split.", nameof(faces));
        foreach (var face in faces)
            UnitVectors.Check(face, faces[0].Embedding.Length);

        // In a released photo every face counts as one in a photo of its own.
        var ordered = faces.OrderBy(face => face.OrderKey, StringComparer.Ordinal).ThenBy(face => face.Id)
            .Select(face => releasedPhotos?.Contains(face.MediaId) == true ? face with { MediaId = face.Id } : face)
            .ToArray();
        var good = ordered.Where(face => face.Quality >= options.MinFoundingQuality).ToArray();
        var deciding = good.Length >= 2 ? good : ordered;
        var sides = new PersonSplit(deciding).Cut(options.LimitsFrom(limits), cancellationToken);

        var (first, second) = (Indices(sides.First), Indices(sides.Second));
        foreach (var face in sides.Strays.Concat(ordered.Except(deciding)))
            Deal(face);
        var keepsFirst = (Confirmed(first), first.Count).CompareTo((Confirmed(second), second.Count)) switch
        {
            0 => Array.IndexOf(ordered, first[0]) < Array.IndexOf(ordered, second[0]),
            var order => order > 0,
        };
        var (kept, parted) = keepsFirst ? (first, second) : (second, first);
        return new SplitProposal(Ids(kept), Ids(parted), sides.Gap, sides.First.Photos.Overlaps(sides.Second.Photos));

        List<GroupingFace> Indices(Side side) => [.. side.Members.Order().Select(member => deciding[member])];

        int Confirmed(List<GroupingFace> side) => side.Count(face => confirmed?.Contains(face.Id) == true);

        IReadOnlyList<Guid> Ids(List<GroupingFace> side) => [.. side
            .OrderBy(face => face.OrderKey, StringComparer.Ordinal).ThenBy(face => face.Id).Select(face => face.Id)];

        void Deal(GroupingFace face)
        {
            var (inFirst, inSecond) = (Holds(first, face), Holds(second, face));
            var isFirst = inFirst != inSecond
                ? inSecond
                : sides.First.Likeness(face.Embedding) >= sides.Second.Likeness(face.Embedding);
            (isFirst ? first : second).Add(face);
        }

        static bool Holds(List<GroupingFace> side, GroupingFace face) => side.Exists(other => other.MediaId == face.MediaId);
    }

    private CutSides Cut(SimilarityLimits limits, CancellationToken cancellationToken)
    {
        var live = Enumerable.Range(0, _faces.Length).ToList();
        foreach (var side in live)
            _nearest[side] = Nearest(side, live);
        while (live.Count > 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var first = live.Where(side => _nearest[side] >= 0)
                .Select(side => (int?)side).MaxBy(side => Similarity(side!.Value, _nearest[side.Value]));
            if (first is not { } a)
                return Forced(live);
            var b = _nearest[a];
            _sides[a] = Side.Merge(_sides[a]!, _sides[b]!);
            _sides[b] = null;
            live.Remove(b);
            foreach (var side in live.Where(side => side == a || _nearest[side] == a || _nearest[side] == b))
                _nearest[side] = Nearest(side, live);
        }
        return Top(_sides[live[0]]!, limits);
    }

    /// <summary>
    /// The upper cut of the tree that leaves two faces or more on each side and parts what would not have been joined: a
    /// single odd photo is the first to part from any person, and seldom what is asked for. Without one, the topmost.
    /// </summary>
    private CutSides Top(Side root, SimilarityLimits limits)
    {
        var strays = new List<int>();
        var node = root;
        while (node.Parts is { } parts)
        {
            var (small, large) = parts.First.Members.Count < parts.Second.Members.Count
                ? (parts.First, parts.Second) : (parts.Second, parts.First);
            if (small.Members.Count > 1)
            {
                if (Similarity(small, large) >= limits.Group)
                    break;
                return new CutSides(parts.First, parts.Second, [.. strays.Order().Select(face => _faces[face])]);
            }
            strays.AddRange(small.Members);
            node = large;
        }
        return new CutSides(root.Parts!.Value.First, root.Parts.Value.Second, []);
    }

    /// <summary>What is left cannot be merged: its two largest parts hold faces of one photo, and so do all others.</summary>
    private CutSides Forced(List<int> live)
    {
        var sides = live.Select(side => _sides[side]!)
            .OrderByDescending(side => side.Members.Count).ThenBy(side => side.Members.Min()).ToList();
        return new CutSides(
            sides[0], sides[1], [.. sides.Skip(2).SelectMany(side => side.Members).Order().Select(face => _faces[face])]);
    }

    private int Nearest(int side, List<int> live)
    {
        var (nearest, best) = (-1, float.NegativeInfinity);
        foreach (var other in live)
        {
            if (other == side || _sides[side]!.Photos.Overlaps(_sides[other]!.Photos))
                continue;
            var similarity = Similarity(side, other);
            if (similarity > best)
                (nearest, best) = (other, similarity);
        }
        return nearest;
    }

    private float Similarity(int a, int b) => Similarity(_sides[a]!, _sides[b]!);

    private static float Similarity(Side a, Side b) =>
        TensorPrimitives.Dot<float>(a.Sum, b.Sum) / ((float)a.Members.Count * b.Members.Count);

    /// <summary>A node of the tree: one face, or two nodes merged.</summary>
    private sealed record Side(float[] Sum, List<int> Members, HashSet<Guid> Photos, (Side First, Side Second)? Parts)
    {
        public static Side Merge(Side a, Side b)
        {
            var sum = new float[a.Sum.Length];
            TensorPrimitives.Add<float>(a.Sum, b.Sum, sum);
            return new Side(sum, [.. a.Members, .. b.Members], [.. a.Photos, .. b.Photos], (a, b));
        }

        public float Likeness(float[] vector) => TensorPrimitives.CosineSimilarity<float>(vector, Sum);

        /// <summary>Sum of the similarities of all pairs of faces.</summary>
        public double Within => (TensorPrimitives.SumOfSquares<float>(Sum) - Members.Count) / 2;

        public double Pairs => Members.Count * (Members.Count - 1) / 2.0;
    }

    private sealed record CutSides(Side First, Side Second, IReadOnlyList<GroupingFace> Strays)
    {
        /// <summary>With one face on each side there is nothing within: then two equal faces are the measure.</summary>
        public float Gap => (float)((First.Pairs + Second.Pairs == 0
            ? 1
            : (First.Within + Second.Within) / (First.Pairs + Second.Pairs)) - Similarity(First, Second));
    }
}
