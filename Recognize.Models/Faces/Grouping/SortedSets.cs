namespace Recognize.Models.Faces.Grouping;

/// <summary>Small sets of numbers as sorted arrays without duplicates: a fraction of a hash set's memory.</summary>
internal static class SortedSets
{
    /// <summary>All numbers of both; returns one of the two arrays itself where the other is empty.</summary>
    public static int[] Union(int[] a, int[] b)
    {
        if (a.Length == 0)
            return b;
        if (b.Length == 0)
            return a;
        var union = new List<int>(a.Length + b.Length);
        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            union.Add(Math.Min(a[i], b[j]));
            var last = union[^1];
            if (a[i] == last)
                i++;
            if (j < b.Length && b[j] == last)
                j++;
        }
        union.AddRange(a.AsSpan(i));
        union.AddRange(b.AsSpan(j));
        return [.. union];
    }

    /// <summary>Whether a number is in both.</summary>
    public static bool Overlap(int[] a, int[] b)
    {
        var (small, large) = a.Length <= b.Length ? (a, b) : (b, a);
        foreach (var value in small)
            if (Array.BinarySearch(large, value) >= 0)
                return true;
        return false;
    }
}
