using Recognize.Worker.Scanning;

namespace Recognize.Tests.Scanning;

public sealed class MountTableTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Within_GivesMountPointsBelowAFolder_AndItself()
    {
        var table = Table(
            "36 35 98:0 / / rw,noatime shared:1 - ext4 /dev/sda rw",
            "37 36 0:30 / /photos rw - btrfs /dev/sdb rw",
            "38 37 0:31 / /photos/two\\040words\\134\\303\\251 rw shared:2 master:3 - nfs4 server:/x rw",
            "39 37 0:32 / /photos-old rw - xfs /dev/sdc rw",
            "40 37 0:33 / /photos/auto rw - autofs systemd-1 rw");

        Assert.Equal(["", "two words\\é"], table.Within("/photos"));
        Assert.Equal(["", "photos", "photos-old", "photos/two words\\é"], table.Within("/"));
        Assert.Empty(table.Within("/home"));
    }

    [Theory]
    [InlineData("/home/x", "ext4", false)]
    [InlineData("/photos", "cifs", true)]
    [InlineData("/photos/a", "cifs", true)]
    [InlineData("/photos/ssh/a", "fuse.sshfs", true)]
    [InlineData("/photos/usb", "vfat", false)]
    [InlineData("/photosalbum", "ext4", false)]
    public void Holding_GivesTheInnermostAndLatestFileSystem(string path, string type, bool isRemote)
    {
        var table = Table(
            "36 35 98:0 / / rw - ext4 /dev/sda rw",
            "37 36 0:30 / /photos rw - btrfs /dev/sdb rw",
            "38 36 0:31 / /photos rw - cifs //nas/x rw",
            "39 38 0:32 / /photos/ssh rw - fuse.sshfs me@host: rw",
            "40 38 0:33 / /photos/usb rw - vfat /dev/sdd rw");

        var mount = table.Holding(path);

        Assert.Equal((type, isRemote), (mount?.FileSystem, MountTable.IsRemote(mount)));
    }

    [Fact]
    public void Within_ReadsTheRealTable()
    {
        Assert.Contains("proc", new MountTable().Within("/"));
    }

    private MountTable Table(params string[] lines)
    {
        File.WriteAllLines(_file, lines);
        return new MountTable(_file);
    }
}
