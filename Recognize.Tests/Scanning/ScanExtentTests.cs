using System.Text;
using Recognize.Worker.Scanning;

namespace Recognize.Tests.Scanning;

public sealed class ScanExtentTests
{
    [Theory]
    [InlineData("/etc/passwd", "slash")]
    [InlineData("..", "'..'")]
    [InlineData("a/../../b.jpg", "'..'")]
    [InlineData("a/..", "'..'")]
    [InlineData("./a", "'.'")]
    [InlineData("a//b", "empty")]
    [InlineData("a\0.jpg", "zero")]
    [InlineData("//accept-removals/..", "slash")]
    public void Of_RefusesWhatIsNoPathWithinALibrary_InASentence(string path, string part)
    {
        var failure = Assert.Throws<ScanPathException>(() => ScanExtent.Of(["ok.jpg", path]));

        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_RefusesWhatIsNoText()
    {
        var failure = Assert.Throws<ScanPathException>(() => ScanExtent.Of(["a" + (char)0xD800 + ".jpg"]));

        Assert.Equal("The path is not valid text.", failure.Message);
    }

    [Fact]
    public void Of_RefusesAPathThatIsTooLong()
    {
        Assert.Throws<ScanPathException>(() => ScanExtent.Of([string.Concat(Enumerable.Repeat("é/", 1_000))]));
    }

    [Theory]
    [InlineData("a.jpg", "a.jpg")]
    [InlineData("a/", "a")]
    [InlineData("a/.nomedia", "a")]
    [InlineData("a/b\nc/d.jpg", "a/b|c/d.jpg")]
    [InlineData("..a/b..jpg", "..a/b..jpg")]
    [InlineData("a|a/b.jpg|a-b/c.jpg|b.jpg", "a|a-b/c.jpg|b.jpg")]
    [InlineData("", "")]
    [InlineData("a|", "")]
    [InlineData(".noimage", "")]
    public void Parse_KeepsTheOutermostPaths(string paths, string expected)
    {
        var extent = ScanExtent.Parse(paths.Replace('|', '\n'));

        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), extent.Paths);
        Assert.Equal(expected.Length == 0, extent.IsWhole);
    }

    [Theory]
    [InlineData("a/b\nc/d.jpg", "a")]
    [InlineData("a\rb.jpg", "")]
    [InlineData("a/\uFFFD.jpg", "a")]
    [InlineData("a/\uFFFD/c/d.jpg", "a")]
    public void Of_TakesTheFolder_OfANameThatCannotStandInALine(string path, string expected)
    {
        Assert.Equal(expected, ScanExtent.Of([path]).Subject);
    }

    [Fact]
    public void Parse_ReadsWhatSubjectWrites()
    {
        var extent = ScanExtent.Of(["b/ c.jpg", "a", "😀/é"]);

        Assert.Equal(extent.Paths, ScanExtent.Parse(extent.Subject).Paths);
        Assert.True(ScanExtent.Parse(ScanExtent.WholeAcceptingRemovals.Subject).AcceptsRemovals);
        Assert.False(ScanExtent.Parse(ScanExtent.Whole.Subject).AcceptsRemovals);
    }

    [Fact]
    public void Of_TakesTheFolder_OfManyFiles()
    {
        var paths = Enumerable.Range(0, 2_000).Select(i => $"import/card/{i}.jpg").Append("elsewhere/a.jpg");

        Assert.Equal(["elsewhere/a.jpg", "import/card"], ScanExtent.Of(paths).Paths);
    }

    [Fact]
    public void Of_CoversEveryPath_InAShortSubject_HoweverTheyAreSpread()
    {
        var random = new Random(5);
        for (var round = 0; round < 50; round++)
        {
            var paths = Enumerable.Range(0, random.Next(1, 3_000)).Select(_ => string.Join(
                '/', Enumerable.Range(0, random.Next(1, 6)).Select(_ => $"folder {random.Next(1 << random.Next(1, 9))}"))).ToList();

            var extent = ScanExtent.Of(paths);

            Assert.InRange(Encoding.UTF8.GetByteCount(extent.Subject), 0, 2_000);
            if (!extent.IsWhole)
                Assert.All(paths, path => Assert.Single(extent.Paths, kept => ScanPath.IsWithin(path, kept)));
        }
    }
}
