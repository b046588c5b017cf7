namespace Recognize.Models.Inference;

/// <summary>Greedy non-maximum suppression: of boxes that overlap too much, the surest one stays.</summary>
internal static class BoxSuppression
{
    /// <summary>The kept items, surest first.</summary>
    /// <param name="items">Candidates in any order; not changed.</param>
    /// <param name="box">Where an item is, and how sure it is.</param>
    /// <param name="maximumOverlap">Intersection over union above which the less sure of two is dropped.</param>
    public static List<T> Keep<T>(IEnumerable<T> items, Func<T, ScoredBox> box, float maximumOverlap)
    {
        var kept = new List<T>();
        var keptBoxes = new List<ScoredBox>();
        foreach (var item in items.OrderByDescending(item => box(item).Score))
        {
            var candidate = box(item);
            if (keptBoxes.TrueForAll(other => candidate.Overlap(other) <= maximumOverlap))
            {
                kept.Add(item);
                keptBoxes.Add(candidate);
            }
        }
        return kept;
    }
}

/// <summary>A box in pixels from the top left corner of an image, with a score of 0..1.</summary>
internal readonly record struct ScoredBox(float X, float Y, float Width, float Height, float Score)
{
    /// <summary>Intersection over union, 0..1.</summary>
    public float Overlap(in ScoredBox other)
    {
        var width = Math.Min(X + Width, other.X + other.Width) - Math.Max(X, other.X);
        var height = Math.Min(Y + Height, other.Y + other.Height) - Math.Max(Y, other.Y);
        if (width <= 0 || height <= 0)
            return 0;
        var intersection = width * height;
        return intersection / ((Width * Height) + (other.Width * other.Height) - intersection);
    }

    /// <summary>The smallest box that holds both; as sure as this one.</summary>
    public ScoredBox Union(in ScoredBox other)
    {
        var (left, top) = (Math.Min(X, other.X), Math.Min(Y, other.Y));
        return new ScoredBox(
            left, top, Math.Max(X + Width, other.X + other.Width) - left,
            Math.Max(Y + Height, other.Y + other.Height) - top, Score);
    }
}
