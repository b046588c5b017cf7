using System.Globalization;
using System.Runtime.InteropServices;
using Recognize.Models.Jobs;
using Recognize.Worker.Decoding;

namespace Recognize.Worker.Limits;

/// <summary>Puts this process behind others for processor and disk, and with it its decoders.</summary>
internal static partial class ProcessPriority
{
    private const int OneThread = 1;
    private const int ClassShift = 13;
    private const int BestEffortClass = 2;
    private const int IdleClass = 3;
    private const int LowestLevel = 7;

    /// <summary>Sets the priority of every thread; new threads take that of the one which makes them.</summary>
    /// <returns>False when the system refused: an unprivileged process may step back, but not forward again.</returns>
    public static bool TrySet(WorkNiceness niceness)
    {
        var (nice, disk) = niceness switch
        {
            WorkNiceness.Idle => (19, IdleClass << ClassShift),
            WorkNiceness.BestEffort => (10, (BestEffortClass << ClassShift) | LowestLevel),
            _ => (0, 0),
        };
        var isDone = true;
        var seen = new HashSet<int>();
        // Threads are kept by the kernel one by one; those made meanwhile by a thread not yet seen are found by the next look.
        while (true)
        {
            var unseen = Tasks()
                .Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
                .Where(seen.Add).ToList();
            if (unseen.Count == 0)
                return isDone;
            foreach (var thread in unseen)
                isDone &= TrySetThread(thread, nice, disk);
        }
    }

    /// <summary>Of this process, and of decoders that are running.</summary>
    private static IEnumerable<string> Tasks()
    {
        foreach (var process in ChildProcesses.Ids().Prepend("self"))
        {
            var folder = $"/proc/{process}/task";
            // A decoder may end between the two looks.
            if (Directory.Exists(folder))
            {
                foreach (var task in Directory.GetDirectories(folder))
                    yield return task;
            }
        }
    }

    private static bool TrySetThread(int thread, int nice, int disk)
    {
        const int noSuchThread = 3;
        if (SetPriority(0, thread, nice) != 0)
            return Marshal.GetLastPInvokeError() == noSuchThread;
        // Where it has another number or the sandbox forbids it, the processor's priority alone must do.
        nint? call = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 251,
            Architecture.Arm64 => 30,
            _ => null,
        };
        if (call is { } number)
            _ = SystemCall(number, OneThread, thread, disk);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, int id, int nice);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint which, nint id, nint priority);
}
