using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Recognize.Models.Inference;

/// <summary>Says how this processor multiplies unsigned by signed bytes, as quantised networks do.</summary>
internal static class ByteDotProduct
{
    /// <summary>
    /// Whether sums of such products are kept in full. x86 processors without the VNNI instructions add pairs of them in
    /// 16 bits, which overflow.
    /// </summary>
    /// <remarks>An x86 processor that cannot be asked counts as one without them.</remarks>
    public static bool IsExact { get; } = RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.X86)
        || (X86Base.IsSupported && HasVnni());

    private static bool HasVnni()
    {
        // Leaf 7 of CPUID: AVX512_VNNI is bit 11 of ECX; AVX-VNNI is bit 4 of EAX of its second page.
        var highest = X86Base.CpuId(0, 0).Eax;
        if (highest < 7)
            return false;
        var features = X86Base.CpuId(7, 0);
        return (features.Ecx & 1 << 11) != 0 || features.Eax >= 1 && (X86Base.CpuId(7, 1).Eax & 1 << 4) != 0;
    }
}
