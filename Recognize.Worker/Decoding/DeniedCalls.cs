using System.Runtime.InteropServices;

namespace Recognize.Worker.Decoding;

/// <summary>
/// System calls that no decoding needs, refused by a filter in the kernel (seccomp): all that leads out to the network, to
/// other programs and processes, and to changes of the file system. Files can still be read, and threads begun.
/// </summary>
internal static unsafe class DeniedCalls
{
    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAnyBit = 0x45;
    private const ushort Return = 0x06;
    private const uint Allow = 0x7FFF_0000;
    private const uint RefuseNotPermitted = 0x0005_0000 | 1;
    private const uint SetFilter = 1;
    private const uint AllThreads = 1;

    // Offsets in the kernel's seccomp_data; both processors are little-endian.
    private const uint NumberOffset = 0;
    private const uint ProcessorOffset = 4;
    private const uint FirstArgumentOffset = 16;
    private const uint ThirdArgumentOffset = 32;

    // O_WRONLY, O_CREAT and O_TRUNC: what is shared is opened to be read and written, and exists.
    private const uint MakingFlags = 0x1 | 0x40 | 0x200;

    private static readonly Processor X64 = new(
        0xC000_003E, SeccompCall: 317, OpenAtCall: 257, KillCall: 62,
        [
            // socket, connect, accept, sendto, sendmsg, bind, listen, socketpair, accept4, sendmmsg
            41, 42, 43, 44, 46, 49, 50, 53, 288, 307,
            // open, fork, vfork, execve, execveat, ptrace, process_vm_readv and _writev, pidfd_open, pidfd_getfd
            2, 57, 58, 59, 322, 101, 310, 311, 434, 438,
            // truncate, rename, mkdir, rmdir, creat, link, unlink, symlink, chmod, fchmod, chown, fchown, lchown, mknod
            76, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 133,
            // mkdirat, mknodat, fchownat, unlinkat, renameat, linkat, symlinkat, fchmodat, renameat2, fchmodat2, openat2
            258, 259, 260, 263, 264, 265, 266, 268, 316, 452, 437,
            // pivot_root, chroot, mount, umount2, unshare, setns, open_by_handle_at
            155, 161, 165, 166, 272, 308, 304,
            // add_key, request_key, keyctl, perf_event_open, bpf, userfaultfd, io_uring_setup
            248, 249, 250, 298, 321, 323, 425,
        ]);

    private static readonly Processor Arm64 = new(
        0xC000_00B7, SeccompCall: 277, OpenAtCall: 56, KillCall: 129,
        [
            // The same, as far as this processor has them.
            198, 203, 202, 206, 211, 200, 201, 199, 242, 269,
            221, 281, 117, 270, 271, 434, 438,
            45, 52, 55,
            34, 33, 54, 35, 38, 37, 36, 53, 276, 452, 437,
            41, 51, 40, 39, 97, 268, 265,
            217, 218, 219, 241, 280, 282, 425,
        ]);

    /// <summary>From now on, for all threads. Does nothing on other processors and on kernels without such filters.</summary>
    public static void Apply()
    {
        var processor = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => X64,
            Architecture.Arm64 => Arm64,
            _ => null,
        };
        if (processor is null || !OperatingSystem.IsLinux())
            return;
        var program = Compile(processor);
        fixed (Instruction* first = program)
        {
            var described = new Program { Length = (ushort)program.Length, First = first };
            _ = NativeCalls.SystemCall(processor.SeccompCall, (nint)SetFilter, (nint)AllThreads, &described);
        }
    }

    private static Instruction[] Compile(Processor processor)
    {
        // Backwards jumps do not exist, and short ones reach 255: the refusal comes right after the last question.
        var steps = new List<(Instruction Step, bool RefusesWhenTrue, bool RefusesWhenFalse)>
        {
            (new(Load, 0, 0, ProcessorOffset), false, false),
            (new(JumpIfEqual, 0, 0, processor.Identity), false, true),
            (new(Load, 0, 0, NumberOffset), false, false),
            // The x32 numbers of the same processor.
            (new(JumpIfAtLeast, 0, 0, 0x4000_0000), true, false),
        };
        foreach (var call in processor.Denied)
            steps.Add((new(JumpIfEqual, 0, 0, call), true, false));
        // Signals to itself are how a runtime ends after a crash.
        steps.Add((new(JumpIfEqual, 0, 2, processor.KillCall), false, false));
        steps.Add((new(Load, 0, 0, FirstArgumentOffset), false, false));
        steps.Add((new(JumpIfEqual, 0, 0, (uint)Environment.ProcessId), false, true));
        steps.Add((new(Load, 0, 0, NumberOffset), false, false));
        // Past the two questions about flags when it is another call.
        steps.Add((new(JumpIfEqual, 0, 2, processor.OpenAtCall), false, false));
        steps.Add((new(Load, 0, 0, ThirdArgumentOffset), false, false));
        steps.Add((new(JumpIfAnyBit, 0, 0, MakingFlags), true, false));

        var refusal = steps.Count + 1;
        var program = steps.Select((step, at) => step.Step with
        {
            WhenTrue = step.RefusesWhenTrue ? (byte)(refusal - at - 1) : step.Step.WhenTrue,
            WhenFalse = step.RefusesWhenFalse ? (byte)(refusal - at - 1) : step.Step.WhenFalse,
        }).ToList();
        program.Add(new Instruction(Return, 0, 0, Allow));
        program.Add(new Instruction(Return, 0, 0, RefuseNotPermitted));
        return [.. program];
    }

    private sealed record Processor(uint Identity, int SeccompCall, uint OpenAtCall, uint KillCall, uint[] Denied);

    /// <summary>The kernel's <c>sock_filter</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte WhenTrue, byte WhenFalse, uint Value);

    /// <summary>The kernel's <c>sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        public ushort Length;
        public Instruction* First;
    }
}
