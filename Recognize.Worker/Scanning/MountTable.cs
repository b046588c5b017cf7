using System.Text;

namespace Recognize.Worker.Scanning;

/// <summary>A folder at which another file system begins.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="FileSystem">Its type as the kernel names it, such as <c>ext4</c>, <c>nfs4</c> or <c>fuse.sshfs</c>.</param>
internal sealed record MountPoint(string Path, string FileSystem);

/// <summary>What is mounted where, as this process sees it. Where the system has no such table, nothing is.</summary>
internal sealed class MountTable(string file = "/proc/self/mountinfo")
{
    private static readonly string[] RemoteTypes =
        ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "virtiofs", "vboxsf", "prl_fs", "davfs", "ncpfs"];

    /// <summary>
    /// Whether somebody else can change the files, or take a part of them away, without this machine hearing of it. Most
    /// file systems in user space (sshfs, rclone, mergerfs) stand before other disks.
    /// </summary>
    public static bool IsRemote(MountPoint? mount) =>
        mount is not null
        && (RemoteTypes.Contains(mount.FileSystem)
            || (mount.FileSystem.StartsWith("fuse.", StringComparison.Ordinal) && mount.FileSystem is not "fuse.ntfs-3g"));

    /// <summary>The file system that holds an absolute path without links.</summary>
    public MountPoint? Holding(string path) => Read()
        .Where(mount => mount.Path == "/" || ScanPath.IsWithin(path, mount.Path))
        .MaxBy(mount => mount.Path.Length);

    /// <summary>Mount points at and below an absolute path without links, relative to it, in path order.</summary>
    public IReadOnlyList<string> Within(string rootPath) =>
    [
        .. Read().Select(mount => mount.Path)
            .Where(path => rootPath == "/" || ScanPath.IsWithin(path, rootPath))
            .Select(path => path.Length <= rootPath.Length ? "" : path[(rootPath == "/" ? 1 : rootPath.Length + 1)..])
            .Distinct(StringComparer.Ordinal).Order(Utf8PathOrder.Instance),
    ];

    private List<MountPoint> Read()
    {
        if (!File.Exists(file))
            return [];
        // A later mount lies over an earlier one at the same place.
        var mounts = new Dictionary<string, MountPoint>(StringComparer.Ordinal);
        foreach (var line in File.ReadAllLines(file, Encoding.Latin1))
        {
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-");
            // An automounter's place before anything is mounted there.
            if (dash < 5 || dash + 1 >= fields.Length || fields[dash + 1] == "autofs")
                continue;
            var path = Unescape(fields[4]);
            mounts[path] = new MountPoint(path, fields[dash + 1]);
        }
        return [.. mounts.Values];
    }

    /// <summary>Blanks and the like stand as a backslash and three octal digits.</summary>
    private static string Unescape(string field)
    {
        var bytes = new List<byte>(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length)
            {
                bytes.Add((byte)(((field[i + 1] - '0') * 64) + ((field[i + 2] - '0') * 8) + (field[i + 3] - '0')));
                i += 3;
            }
            else
                bytes.Add((byte)field[i]);
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
