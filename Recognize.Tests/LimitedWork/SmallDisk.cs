using System.Diagnostics;

namespace Recognize.Tests.LimitedWork;

/// <summary>A disk of a given size over a folder, in memory; needs root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Mounts it, or skips the test where that is not allowed.</summary>
    public static SmallDisk Mount(string folder, string size)
    {
        using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder]);
        mount.WaitForExit();
        Assert.SkipUnless(mount.ExitCode == 0, "this machine may not mount a small disk");
        return new SmallDisk(folder);
    }

    public void Dispose()
    {
        // Lazily: a thread that was about to write may still hold the folder.
        using var unmount = Process.Start("umount", ["-l", Folder]);
        unmount.WaitForExit();
    }
}
