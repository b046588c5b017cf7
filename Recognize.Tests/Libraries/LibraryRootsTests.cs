using Recognize.Api.Libraries;
using Recognize.Models;
using Recognize.Tests.Support;

namespace Recognize.Tests.Libraries;

public sealed class LibraryRootsTests : IDisposable
{
    private readonly TemporaryHome _home = new("photos/.state/home");
    private readonly string _root;
    private readonly LibraryRoots _roots;

    public LibraryRootsTests()
    {
        _root = Path.Combine(_home.Folder, "photos");
        Directory.CreateDirectory(Path.Combine(_root, "2024", "summer"));
        Directory.CreateDirectory(Path.Combine(_root, ".hidden", "inside"));
        Directory.CreateDirectory(Path.Combine(_home.Folder, "elsewhere"));
        _roots = new LibraryRoots([_root], _home.Home);
    }

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("/2024")]
    [InlineData("/2024/summer")]
    [InlineData("/2024/../2024/summer/")]
    public void TryEnter_GivesTheRealPath_InsideTheRoots(string path) =>
        Assert.StartsWith(_root, _roots.TryEnter(_root + path), StringComparison.Ordinal);

    [Theory]
    [InlineData("/..")]
    [InlineData("/../elsewhere")]
    [InlineData("/.hidden")]
    [InlineData("/.hidden/inside")]
    [InlineData("/gone")]
    [InlineData("/2024/\0")]
    public void TryEnter_Refuses_WhatLiesOutsideIsHiddenOrDoesNotExist(string path) =>
        Assert.Null(_roots.TryEnter(_root + path));

    [Theory]
    [InlineData("")]
    [InlineData("2024")]
    public void TryEnter_Refuses_WhatIsNoAbsolutePath(string path) => Assert.Null(_roots.TryEnter(path));

    [Fact]
    public void TryEnter_Refuses_ANeighbourWhoseNameBeginsAsTheRoots()
    {
        Directory.CreateDirectory(_root + "-private");

        Assert.Null(_roots.TryEnter(_root + "-private"));
    }

    [Fact]
    public void TryEnter_FollowsLinks_AndRefusesThoseThatLeadOut()
    {
        var (inside, outside) = (Path.Combine(_root, "in"), Path.Combine(_root, "out"));
        Directory.CreateSymbolicLink(inside, Path.Combine(_root, "2024"));
        Directory.CreateSymbolicLink(outside, Path.Combine(_home.Folder, "elsewhere"));

        Assert.Equal(Path.Combine(_root, "2024"), _roots.TryEnter(inside));
        Assert.Null(_roots.TryEnter(outside));
        Assert.False(_roots.IsShown(new DirectoryInfo(inside)));
    }

    [Fact]
    public void TryEnter_RefusesTheInstallation_EvenWhereItIsARootItself()
    {
        _home.Home.Create();
        var roots = new LibraryRoots([_home.Home.Root, _home.Folder], _home.Home);

        Assert.Equal([_home.Folder], roots.Existing());
        Assert.Null(roots.TryEnter(_home.Home.Root));
        Assert.Null(roots.TryEnter(_home.Home.Thumbnails));
    }

    [Fact]
    public void HoldsInstallation_IsTold_WhereAScanWouldFindIt()
    {
        var open = new RecognizeHome(Path.Combine(_root, "state"));

        Assert.True(new LibraryRoots([_root], open).HoldsInstallation(_root));
        Assert.False(new LibraryRoots([_root], open).HoldsInstallation(Path.Combine(_root, "2024")));
    }

    [Fact]
    public void ParentOf_EndsAtTheRoot()
    {
        Assert.Equal(_root, _roots.ParentOf(Path.Combine(_root, "2024")));
        Assert.Null(_roots.ParentOf(_root));
    }

    [Fact]
    public void Read_TakesMountsAndTheAccountsHome_UnlessToldOtherwise()
    {
        Assert.Equal(["/media", "/mnt", "/srv", "/home/anna"], LibraryRoots.Read(null, "/home/anna", _home.Home).Given);
        Assert.Equal(["/media", "/mnt", "/srv"], LibraryRoots.Read(null, "/", _home.Home).Given);
        Assert.Equal(["/a", "/b"], LibraryRoots.Read("/a; /b;", "/home/anna", _home.Home).Given);
        var refused = Assert.Throws<InvalidOperationException>(() => LibraryRoots.Read("photos", null, _home.Home));
        Assert.Contains(RecognizeSettings.LibraryRoots, refused.Message, StringComparison.Ordinal);
    }
}
