using Recognize.Models.Jobs;
using Recognize.Models.Media;
using Recognize.Worker.Limits;

namespace Recognize.Tests.LimitedWork;

public sealed class FileAdmissionTests
{
    private static readonly WorkLimits Limited = new() { MemoryMiB = 400 };

    private readonly DrawnMachine _machine = new();
    private readonly FileAdmission _files;
    private int _releases;

    public FileAdmissionTests() => _files = new FileAdmission(_machine, _machine, () => _releases++);

    [Fact]
    public void TryEnter_CountsFiles()
    {
        Assert.True(_files.TryEnter(new(), 2, 16));
        Assert.True(_files.TryEnter(new(), 2, 16));
        Assert.False(_files.TryEnter(new(), 2, 16));

        _files.Leave(16);

        Assert.True(_files.TryEnter(new(), 2, 16));
        Assert.False(_files.TryEnter(new(), 1, 16));
    }

    [Fact]
    public void TryEnter_RefusesAFile_WhenWhatIsPromisedAndUsedLeavesNoRoom()
    {
        Assert.True(_files.TryEnter(Limited, 8, 200));
        Assert.False(_files.TryEnter(Limited, 8, 200));
        Assert.True(_files.TryEnter(Limited, 8, 50));
        _files.Leave(200);

        Assert.True(_files.TryEnter(Limited, 8, 200));
        Assert.Null(_files.Reason);
    }

    [Fact]
    public void TryEnter_LetsFilesGoOneByOneAndSaysSo_WhenMemoryStaysAboveTheLimit()
    {
        _machine.ResidentMiB = 450;

        Assert.True(_files.TryEnter(Limited, 8, 16));

        Assert.Equal(1, _releases);
        Assert.Equal("Working on one file at a time: 450 MiB of memory are in use, and the limit is 400 MiB.", _files.Reason);
        Assert.False(_files.TryEnter(Limited, 8, 16));
        _files.Leave(16);
        Assert.True(_files.TryEnter(Limited, 8, 16));
        // Giving memory back takes time: not with each file.
        Assert.Equal(1, _releases);
        _files.Leave(16);
        _machine.ResidentMiB = 200;
        Assert.True(_files.TryEnter(Limited, 8, 16));
        Assert.Null(_files.Reason);
    }

    [Fact]
    public void Estimate_GrowsWithThePhoto_AndNotWithTheFilm()
    {
        Assert.True(FileAdmission.Estimate(MediaKind.Photo, 20 << 20) > 5 * FileAdmission.Estimate(MediaKind.Photo, 3 << 20));
        Assert.Equal(1024, FileAdmission.Estimate(MediaKind.Photo, 3L << 30));
        Assert.Equal(FileAdmission.Estimate(MediaKind.Video, 1 << 20), FileAdmission.Estimate(MediaKind.Video, 1L << 36));
    }
}
