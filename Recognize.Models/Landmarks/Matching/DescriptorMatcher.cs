using Recognize.Models.Landmarks.Features;

namespace Recognize.Models.Landmarks.Matching;

/// <summary>Two features, one of each image, that look alike.</summary>
/// <param name="First">Index in the first image.</param>
/// <param name="Second">Index in the second image.</param>
internal readonly record struct FeatureMatch(int First, int Second);

/// <summary>
/// Pairs the features of two images: each is the other's nearest. No margin to the next one is asked for: buildings repeat
/// themselves, and what is wrong by that is left to the geometric check.
/// </summary>
internal static class DescriptorMatcher
{
    private const int Length = LocalFeatures.DescriptorLength;

    public static List<FeatureMatch> Match(LocalFeatures first, LocalFeatures second)
    {
        var matches = new List<FeatureMatch>();
        if (first.Count == 0 || second.Count == 0)
            return matches;

        var forward = new Nearest[first.Count];
        var backward = new Nearest[second.Count];
        Array.Fill(forward, Nearest.None);
        Array.Fill(backward, Nearest.None);
        Compare(first, second, forward, backward);

        for (var i = 0; i < forward.Length; i++)
        {
            if (backward[forward[i].Index].Index == i)
                matches.Add(new FeatureMatch(i, forward[i].Index));
        }
        return matches;
    }

    private static void Compare(LocalFeatures first, LocalFeatures second, Nearest[] forward, Nearest[] backward)
    {
        var squares = SquaredNorms(second);
        var others = second.Descriptors;
        for (var i = 0; i < forward.Length; i++)
        {
            var own = new WideDescriptor(first.Descriptor(i));
            var ownSquare = own.Dot(first.Descriptor(i));
            var nearest = Nearest.None;
            for (var j = 0; j < backward.Length; j++)
            {
                var distance = ownSquare + squares[j] - (2 * own.Dot(others.Slice(j * Length, Length)));
                nearest.Take(j, distance);
                backward[j].Take(i, distance);
            }
            forward[i] = nearest;
        }
    }

    private static int[] SquaredNorms(LocalFeatures features)
    {
        var squares = new int[features.Count];
        for (var i = 0; i < squares.Length; i++)
            squares[i] = new WideDescriptor(features.Descriptor(i)).Dot(features.Descriptor(i));
        return squares;
    }

    private record struct Nearest(int Index, int Distance)
    {
        public static readonly Nearest None = new(0, int.MaxValue);

        public void Take(int index, int distance)
        {
            if (distance < Distance)
                (Index, Distance) = (index, distance);
        }
    }
}
