using Recognize.Models.Library;
using Recognize.Tests.Support;

namespace Recognize.Tests.Library;

public sealed class RealPathTests : IDisposable
{
    private readonly string _root = Shell.Run("realpath \"$(mktemp -d)\"").Trim();

    public RealPathTests() => Shell.Run(
        """
        mkdir -p a/b/c other/deep; touch a/file
        ln -s a/b/c link; ln -s ../other a/up; ln -s /tmp abs; ln -s link chain; ln -s nowhere broken
        ln -s loop2 loop1; ln -s loop1 loop2; ln -s . here; ln -s ../../../../../../../../.. top
        """,
        _root);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("a/b/c")]
    [InlineData("a//b/./c/")]
    [InlineData("link")]
    [InlineData("chain/missing/more")]
    [InlineData("chain/..")]
    [InlineData("link/../../file")]
    [InlineData("a/up/deep")]
    [InlineData("a/up/..")]
    [InlineData("abs")]
    [InlineData("broken/x")]
    [InlineData("here/here/link")]
    [InlineData("top")]
    [InlineData("../../../../../../../..")]
    public void Resolve_EndsWhereTheSystemDoes(string path)
    {
        var full = _root + "/" + path;

        var resolved = RealPath.Resolve(full);

        Assert.Equal(Shell.Run($"realpath -m '{full}'").Trim(), resolved);
    }

    [Fact]
    public void Resolve_StartsAtTheCurrentFolder_WhenThePathIsRelative() =>
        Assert.Equal(RealPath.Resolve(Environment.CurrentDirectory + "/some/folder"), RealPath.Resolve("some/folder"));

    [Fact]
    public void Resolve_RefusesALoop() =>
        Assert.Throws<IOException>(() => RealPath.Resolve(_root + "/loop1/x"));

    [Fact]
    public void Resolve_RefusesAnEmptyPath() => Assert.Throws<ArgumentException>(() => RealPath.Resolve(""));

    [Theory]
    [InlineData("/a/b", "/a/b", true)]
    [InlineData("/a/b/c", "/a/b", true)]
    [InlineData("/a/bc", "/a/b", false)]
    [InlineData("/a", "/a/b", false)]
    [InlineData("/a", "/", true)]
    public void IsWithin_ComparesWholeNames(string path, string folder, bool expected) =>
        Assert.Equal(expected, RealPath.IsWithin(path, folder));
}
