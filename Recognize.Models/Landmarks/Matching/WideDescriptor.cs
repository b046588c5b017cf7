using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Recognize.Models.Landmarks.Features;

namespace Recognize.Models.Landmarks.Matching;

/// <summary>A descriptor in registers, as 16-bit numbers.</summary>
internal readonly ref struct WideDescriptor
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
