using System.Runtime.Intrinsics.X86;
using System.Runtime.InteropServices;

namespace Recognize.Worker.CommandLine;

/// <summary>Says what an old processor lacks. Nothing depends on it: every loop has a plain form too.</summary>
internal static class ProcessorCheck
{
    /// <summary>One sentence on what is slower on this processor; null when nothing is.</summary>
    public static string? Shortcoming => Describe(
        RuntimeInformation.ProcessArchitecture, Sse42.IsSupported && Popcnt.IsSupported, Avx2.IsSupported && Fma.IsSupported);

    /// <param name="architecture">Of the process.</param>
    /// <param name="hasSse42">What code that was compiled ahead of time may use.</param>
    /// <param name="hasAvx2">What the fast forms of networks and vector loops use.</param>
    internal static string? Describe(Architecture architecture, bool hasSse42, bool hasAvx2) => architecture switch
    {
        not Architecture.X64 => null,
        _ when !hasSse42 =>
            "processor: SSE4.2 is missing or off: all works, but starts take long, and networks are several times slower",
        _ when !hasAvx2 => "processor: AVX2 is missing or off: all works, but networks and the comparison of faces are slower",
        _ => null,
    };
}
