using System.Runtime.InteropServices;
using System.Text;
using Recognize.Models.Media;

namespace Recognize.Worker.Decoding;

/// <summary>What a decoder gives up before it sees the first file.</summary>
internal static unsafe class DecoderSandbox
{
    private const int OnlyWriting = 1;

    /// <summary>The end of memory takes a decoder first, not the worker or the database.</summary>
    private const string FirstToGo = "500";

    /// <summary>
    /// From now on the process ends with its worker, gains no privileges, has so much memory, and can neither open
    /// connections nor start programs nor make, rename or remove files.
    /// </summary>
    /// <returns>False when the worker is gone already.</returns>
    public static bool TryEnter(int worker, int memoryMiB)
    {
        _ = NativeCalls.ProcessControl(NativeCalls.SetParentDeathSignal, NativeCalls.Kill, 0, 0, 0);
        fixed (byte* name = Encoding.ASCII.GetBytes(ChildProcesses.DecoderName + "\0"))
            _ = NativeCalls.ProcessControl(NativeCalls.SetName, (nuint)name, 0, 0, 0);
        // It may have gone before the signal was asked for.
        if (NativeCalls.ParentId() != worker)
            return false;
        // Decoders chatter of every damaged file; what matters of it comes back as an answer.
        var nowhere = NativeCalls.Open("/dev/null", OnlyWriting);
        if (nowhere >= 0)
            _ = NativeCalls.Duplicate(nowhere, 2);
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", FirstToGo);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Where the system does not let it, whoever is largest goes first.
        }
        ProcessLimits.ApplyMemory(ProcessLimits.Self, memoryMiB);
        if (NativeCalls.ProcessControl(NativeCalls.SetNoNewPrivileges, 1, 0, 0, 0) != 0)
            throw new InvalidOperationException($"Privileges cannot be given up (error {Marshal.GetLastPInvokeError()}).");
        DeniedCalls.Apply();
        return true;
    }
}
