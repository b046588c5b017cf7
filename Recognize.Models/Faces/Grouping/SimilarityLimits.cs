namespace Recognize.Models.Faces.Grouping;

/// <summary>
/// How alike faces of one embedder must be to share a group: mean dot products of unit vectors, -1..1. How the
/// figures were found is in docs/clustering.md.
/// </summary>
public sealed record SimilarityLimits
{
    /// <summary>For <c>foamliu-MobileFaceNet.onnx</c>, faces aligned to five points, mirrored vectors added.</summary>
    public static SimilarityLimits MobileFaceNet { get; } =
        new() { Group = 0.41f, Pair = 0.48f, Join = 0.43f, Attach = 0.46f, Margin = 0.08f };

    /// <summary>For <c>fr_feature.onnx</c>, faces aligned to five points, mirrored vectors added.</summary>
    public static SimilarityLimits FrFeature { get; } =
        new() { Group = 0.42f, Pair = 0.52f, Join = 0.44f, Attach = 0.48f, Margin = 0.08f };

    /// <summary>
    /// For a network of which only one figure is known: the others lie from it as they do in the networks measured here.
    /// </summary>
    /// <param name="group">Least mean similarity between two large groups, above 0 and below 1.</param>
    public static SimilarityLimits Around(float group) => new()
    {
        Group = group,
        Pair = Math.Min(group + 0.08f, 0.99f),
        Join = Math.Min(group + 0.02f, 0.99f),
        Attach = Math.Min(group + 0.06f, 0.99f),
        Margin = 0.08f,
    };

    /// <summary>The size of the library that the limits were measured on.</summary>
    private const int MeasuredFaces = 3_000;

    /// <summary>What limits of single faces rise by for a library ten times as large; see docs/clustering.md.</summary>
    private const float SingleGrowth = 0.045f;

    /// <summary>The same for limits of mean similarities.</summary>
    private const float GroupGrowth = 0.015f;

    /// <summary>Least mean similarity between two large groups; the limit that more and more evidence leads to.</summary>
    public required float Group { get; init; }

    /// <summary>
    /// Least similarity of two single faces. Higher than <see cref="Group"/>: a library compares millions of pairs,
    /// and a chance resemblance of two faces is not averaged away as it is between groups.
    /// </summary>
    public required float Pair { get; init; }

    /// <summary>
    /// Least mean similarity by which new faces join an existing person, besides the limit for the two sizes. At or
    /// above <see cref="Group"/>: a settled face is not moved again, so a wrong one stays until the owner sees it.
    /// </summary>
    public required float Join { get; init; }

    /// <summary>
    /// Least similarity to the direction in which a finished group's faces lie, from which a face that linkage left over,
    /// or one of poor quality, is attached to the group. Above <see cref="Group"/>: a direction is more alike to each
    /// face than the faces are to each other.
    /// </summary>
    public required float Attach { get; init; }

    /// <summary>
    /// How much better than the runner-up a person must be for new faces to join, or a group for a late face: what strangers
    /// reach in this very library is measured by the runner-up.
    /// </summary>
    public required float Margin { get; init; }

    /// <summary>The same limits, all higher or lower by one figure; the margin stays.</summary>
    /// <param name="by">What is added; negative for larger and less pure groups.</param>
    public SimilarityLimits Shifted(float by) => by == 0 ? this : this with
    {
        Group = Group + by, Pair = Pair + by, Join = Join + by, Attach = Attach + by,
    };

    /// <summary>
    /// The limits for a library of so many faces. Those above are for up to <see cref="MeasuredFaces"/>; in larger ones more
    /// strangers resemble each other by chance, and single faces, which no mean protects, have to show more.
    /// </summary>
    /// <param name="faces">Faces in the library, those that wait and those settled included.</param>
    public SimilarityLimits ForLibrary(int faces)
    {
        if (faces <= MeasuredFaces)
            return this;
        var tenfold = MathF.Log10((float)faces / MeasuredFaces);
        return this with
        {
            Group = Grow(Group, tenfold * GroupGrowth), Join = Grow(Join, tenfold * GroupGrowth),
            Pair = Grow(Pair, tenfold * SingleGrowth), Attach = Grow(Attach, tenfold * SingleGrowth),
        };

        // Never beyond what faces of one person reach.
        static float Grow(float limit, float by) => Math.Min(limit + by, Math.Max(limit, 0.9f));
    }

    /// <summary>
    /// Least mean similarity between two groups of the given sizes (at least 1 each): what the pair limit adds shrinks
    /// with the number of pairs that the mean is made from.
    /// </summary>
    public float Needed(int countA, int countB) =>
        Group + ((Pair - Group) / ((float)countA * countB));

    /// <summary>Least mean similarity between new faces and a settled facet of the given sizes.</summary>
    public float NeededToJoin(int newFaces, int settledFaces) => Math.Max(Join, Needed(newFaces, settledFaces));

    /// <summary>Least similarity to the direction of a finished group; an existing person asks as much more as for joining.</summary>
    internal float NeededToAttach(bool isSettled) => isSettled ? Attach + (Join - Group) : Attach;

    /// <summary>Refuses limits that contradict each other.</summary>
    /// <exception cref="ArgumentException">A limit is out of range; the message names it.</exception>
    internal void Validate()
    {
        if (Group is not (> 0 and < 1))
            throw new ArgumentException($"{nameof(Group)} must lie between 0 and 1, but is {Group}.");
        if (Pair is not (> 0 and < 1) || Pair < Group)
            throw new ArgumentException($"{nameof(Pair)} must lie between {nameof(Group)} ({Group}) and 1, but is {Pair}.");
        if (Join is not (> 0 and < 1) || Join < Group)
            throw new ArgumentException($"{nameof(Join)} must lie between {nameof(Group)} ({Group}) and 1, but is {Join}.");
        if (Attach is not (> 0 and < 1))
            throw new ArgumentException($"{nameof(Attach)} must lie between 0 and 1, but is {Attach}.");
        if (Margin is not (>= 0 and < 1))
            throw new ArgumentException($"{nameof(Margin)} must lie between 0 and 1, but is {Margin}.");
    }
}
