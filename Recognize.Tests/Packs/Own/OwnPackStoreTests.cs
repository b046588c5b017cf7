using Recognize.Models.Inference;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packs.Own;

public sealed class OwnPackStoreTests : IDisposable
{
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recognize-own-packs-");
    private readonly InstalledPacks _packs;

    public OwnPackStoreTests() => _packs = OwnPacks.Open(_folder.FullName, _pool);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Install_KeepsEverythingThatWasSettled()
    {
        var installed = await OwnPacks.InstallColoursAsync(_packs);

        var listed = Assert.Single(_packs.Own.List());
        Assert.Equal((installed.Pack, installed.Task, installed.Version), (listed.Pack, listed.Task, listed.Version));
        Assert.Equal(OwnPacks.ColourInput.Scale, listed.Own!.Input!.Scale);
        Assert.Equal(new OwnOutput("scores", 3, OwnOutputKind.Softmax), listed.Own.Output);
        Assert.Equal("CC0", listed.Files["model"].Licence);
        Assert.Equal("red\ngreen\nblue\n", _packs.ReadText(listed, "labels"));
        Assert.Equal([1, 3, 8, 8], _packs.OpenModel(listed, "model").InputShape);
        Assert.Empty(Directory.GetDirectories(Path.Combine(_folder.FullName, "own"), ".*"));
    }

    [Fact]
    public async Task Install_GivesTheSameVersionForTheSame_AndAnotherForAnother()
    {
        var first = await OwnPacks.InstallColoursAsync(_packs);
        var again = await OwnPacks.InstallColoursAsync(_packs);
        var sharper = await OwnPacks.InstallColoursAsync(_packs, gain: 30);
        var renamed = await OwnPacks.InstallColoursAsync(_packs, ModelTasks.Objects, 20, "rouge", "vert", "bleu");

        Assert.Equal(first.Version, again.Version);
        Assert.Equal(3, new[] { first.Version, sharper.Version, renamed.Version }.Distinct().Count());
        Assert.Equal(3, _packs.Own.List().Count);
    }

    [Fact]
    public async Task Use_Switches_AndDefaultGoesBack()
    {
        var first = await OwnPacks.InstallColoursAsync(_packs);
        var second = await OwnPacks.InstallColoursAsync(_packs, gain: 30);
        Assert.Null(_packs.Find(ModelTasks.Objects));

        _packs.Use(first);
        var used = _packs.Find(ModelTasks.Objects)!.Version;
        _packs.Use(second);
        var switched = OwnPacks.Open(_folder.FullName, _pool).Find(ModelTasks.Objects)!.Version;
        _packs.UseDefault(ModelTasks.Objects);

        Assert.Equal((first.Version, second.Version), (used, switched));
        Assert.Null(_packs.Find(ModelTasks.Objects));
        Assert.Null(_packs.Find(ModelTasks.Faces));
    }

    [Fact]
    public async Task Find_GivesNoOtherPack_WhenAFileOfTheChosenOneIsGone()
    {
        var pack = await OwnPacks.InstallColoursAsync(_packs);
        _packs.Use(pack);

        File.Delete(Path.Combine(_folder.FullName, pack.Files["model"].Name));

        Assert.Null(_packs.Find(ModelTasks.Objects));
        Assert.Equal("colours", _packs.Choice(ModelTasks.Objects)!.Pack);
    }

    [Fact]
    public async Task OpenModel_Refuses_WhenTheFileWasChangedAfterwards()
    {
        var pack = await OwnPacks.InstallColoursAsync(_packs);
        var path = Path.Combine(_folder.FullName, pack.Files["model"].Name);
        var content = await File.ReadAllBytesAsync(path, Token);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(path, content, Token);

        var error = Assert.Throws<ModelFileException>(() => _packs.OpenModel(pack, "model"));

        Assert.Contains("add it again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_NamesTheFile_WhenADescriptionLeadsOutOfTheFolder()
    {
        var pack = await OwnPacks.InstallColoursAsync(_packs);
        var description = Path.Combine(_folder.FullName, Path.GetDirectoryName(pack.Files["model"].Name)!, "pack.yaml");
        var text = await File.ReadAllTextAsync(description, Token);
        await File.WriteAllTextAsync(description, text.Replace("own/colours", "own/../../colours", StringComparison.Ordinal), Token);

        var error = Assert.Throws<FormatException>(_packs.Own.List);

        Assert.Contains(description, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_LeavesNothingBehind()
    {
        _packs.Own.Remove(await OwnPacks.InstallColoursAsync(_packs));

        Assert.Empty(_packs.Own.List());
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_folder.FullName, "own")));
    }

    [Theory]
    [InlineData("nothing-here.onnx", "no file")]
    [InlineData(".", "folder")]
    public async Task Receive_Refuses_WhenThereIsNoFile(string name, string expected)
    {
        var refused = await Assert.ThrowsAsync<ModelRefusedException>(
            () => _packs.Own.ReceiveAsync(Path.Combine(_folder.FullName, name), Token));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Path.Combine(_folder.FullName, "own")));
    }

    [Fact]
    public async Task Receive_GoesByTheContent_WhenTheEndingLies()
    {
        var path = Path.Combine(_folder.FullName, "liar.tflite");
        await File.WriteAllBytesAsync(path, SmallNetworks.Colours(), Token);

        using var model = await _packs.Own.ReceiveAsync(path, Token);
        File.Delete(path);

        Assert.Equal("model.onnx", model.FileName);
        Assert.True(File.Exists(model.FilePath));
    }

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Delete(recursive: true);
    }
}
