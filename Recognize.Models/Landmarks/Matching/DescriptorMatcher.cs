using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Recognize.Models.Landmarks.Features;

namespace Recognize.Models.Landmarks.Matching;

/// <summary>Two features, one of each image, that look alike.</summary>
/// <param name="First">Index in the first image.</param>
/// <param name="Second">Index in the second image.</param>
internal readonly record struct FeatureMatch(int First, int Second);

/// <summary>
/// Pairs the features of two images: each is the other's nearest, and clearly nearer than the next one, so that windows
/// and bricks, which all look alike, do not count.
/// </summary>
internal static class DescriptorMatcher
{
    /// <summary>Distance of the nearest over that of the next (Lowe 2004, section 7.1 has 0.8).</summary>
    public const float MaxRatio = 0.85f;

    private const int Length = LocalFeatures.DescriptorLength;

    public static List<FeatureMatch> Match(LocalFeatures first, LocalFeatures second)
    {
        var matches = new List<FeatureMatch>();
        if (first.Count < 2 || second.Count < 2)
            return matches;

        var forward = new Nearest[first.Count];
        var backward = new Nearest[second.Count];
        Array.Fill(forward, Nearest.None);
        Array.Fill(backward, Nearest.None);
        Compare(first, second, forward, backward);

        const float limit = MaxRatio * MaxRatio;
        for (var i = 0; i < forward.Length; i++)
        {
            var nearest = forward[i];
            // Distances are squared. A second of zero: two equal features, neither of which says anything.
            if (backward[nearest.Index].Index == i && nearest.Distance < limit * nearest.NextDistance
                && nearest.Distance < limit * backward[nearest.Index].NextDistance)
                matches.Add(new FeatureMatch(i, nearest.Index));
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

    private record struct Nearest(int Index, int Distance, int NextDistance)
    {
        public static readonly Nearest None = new(0, int.MaxValue, int.MaxValue);

        public void Take(int index, int distance)
        {
            if (distance >= NextDistance)
                return;
            if (distance < Distance)
                (Index, Distance, NextDistance) = (index, distance, Distance);
            else
                NextDistance = distance;
        }
    }

    /// <summary>A descriptor in registers, as 16-bit numbers.</summary>
    private readonly ref struct WideDescriptor
    {
        private readonly Vector256<ushort> _a, _b, _c, _d, _e, _f, _g, _h;

        public WideDescriptor(ReadOnlySpan<byte> descriptor)
        {
            (_a, _b) = Vector256.Widen(Vector256.Create(descriptor));
            (_c, _d) = Vector256.Widen(Vector256.Create(descriptor[32..]));
            (_e, _f) = Vector256.Widen(Vector256.Create(descriptor[64..]));
            (_g, _h) = Vector256.Widen(Vector256.Create(descriptor[96..]));
        }

        /// <summary>No sum overflows 16 bits: see <see cref="LocalFeatures.DescriptorNorm"/>.</summary>
        public int Dot(ReadOnlySpan<byte> other)
        {
            ref var start = ref MemoryMarshal.GetReference(other);
            var (a, b) = Vector256.Widen(Vector256.LoadUnsafe(ref start));
            var (c, d) = Vector256.Widen(Vector256.LoadUnsafe(ref start, 32));
            var (e, f) = Vector256.Widen(Vector256.LoadUnsafe(ref start, 64));
            var (g, h) = Vector256.Widen(Vector256.LoadUnsafe(ref start, 96));
            var sum = (_a * a) + (_b * b) + (_c * c) + (_d * d) + (_e * e) + (_f * f) + (_g * g) + (_h * h);
            return Vector256.Sum(sum);
        }
    }
}
