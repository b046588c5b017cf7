using System.Text;
using Recognize.Models.Landmarks.Gallery;
using Recognize.Tests.Media;

namespace Recognize.Tests.Landmarks.Gallery;

public sealed class GalleryFolderTests : IDisposable
{
    private readonly MediaFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_KeepsTheGoodLines_AndSaysWhatIsWrongWithTheOthers()
    {
        _folder.Write("tower.jpg", "a"u8);
        Directory.CreateDirectory(_folder["trip"]);
        _folder.Write(Path.Combine("trip", "bridge.jpg"), "b"u8);
        File.WriteAllText(Path.Combine(_folder.Root, "..", "outside.jpg"), "c");
        var labels = string.Join('\n',
            "label,file", "The Tower,tower.jpg", "Bridge (old),trip/bridge.jpg", "Gone,none.jpg", "  ,tower.jpg", "(?),tower.jpg",
            "Up,../outside.jpg", "Root,/etc/hostname", "Nothing,", "Again,tower.jpg", "Folder,trip");

        var folder = Read(labels);

        Assert.Equal(["tower.jpg The Tower", "trip/bridge.jpg Bridge (old)"],
            folder.Entries.Select(entry => $"{entry.FileName} {entry.Label}"));
        Assert.Equal(
            [
                (4, "There is no such file."), (5, "The line has no label: write what the photo shows."),
                (6, "The line has no label: write what the photo shows."),
                (7, "The file lies outside of the folder of the gallery."),
                (8, "The file must be named by its path inside the folder of the gallery."),
                (9, "The line names no file."), (10, "The file is in line 2 already."), (11, "There is no such file."),
            ],
            folder.Problems.Select(problem => (problem.Line, problem.Reason)));
        File.Delete(Path.Combine(_folder.Root, "..", "outside.jpg"));
    }

    [Theory]
    [InlineData("file,name\na.jpg,A\n", "no column 'label'")]
    [InlineData("", "is empty")]
    public void Read_RefusesAFileOfAnotherKind(string labels, string message)
    {
        var failure = Assert.Throws<FormatException>(() => Read(labels));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TakesNoMoreThanTheLimit()
    {
        var labels = new StringBuilder("file,label\n");
        for (var i = 0; i <= GalleryFolder.MaxReferences; i++)
        {
            _folder.Write($"{i}.jpg", [(byte)i, (byte)(i >> 8)]);
            labels.Append($"{i}.jpg,Place {i}\n");
        }

        var folder = Read(labels.ToString());

        Assert.Equal(GalleryFolder.MaxReferences, folder.Entries.Count);
        Assert.Equal("A gallery has at most 500 photos.", Assert.Single(folder.Problems).Reason);
    }

    [Fact]
    public void Version_FollowsLabelsAndContent_AndNothingElse()
    {
        const string labels = "file,label\na.jpg,A\n";
        _folder.Write("a.jpg", "1"u8);
        var first = Read(labels).Version;

        Assert.Equal(first, Read(labels).Version);
        Assert.NotEqual(first, Read("file,label\na.jpg,B\n").Version);
        _folder.Write("a.jpg", "2"u8);
        Assert.NotEqual(first, Read(labels).Version);
    }

    private GalleryFolder Read(string labels)
    {
        _folder.Write("labels.csv", Encoding.UTF8.GetBytes(labels));
        return GalleryFolder.Read(_folder.Root, Token);
    }
}
