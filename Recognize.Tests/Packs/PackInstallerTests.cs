using Recognize.Models.Inference;
using Recognize.Models.Packs;

namespace Recognize.Tests.Packs;

public sealed class PackInstallerTests : IDisposable
{
    private readonly PackFixture _packs = new();

    [Fact]
    public async Task Pull_InstallsEveryFile_WhenTheMirrorFolderHasThem()
    {
        _packs.PutInMirror("faces.onnx", "objects.onnx");

        var pulled = await _packs.Installer().PullAsync("standard", force: false, progress: null, Cancellation);

        Assert.All(pulled, file => Assert.Equal(PullOutcome.Fetched, file.Outcome));
        Assert.Equal(_packs.Content("faces.onnx"), _packs.Store.ReadVerified(_packs.File("faces.onnx")));
        Assert.Empty(Directory.GetFiles(_packs.Store.Folder, "*.part"));
    }

    [Fact]
    public async Task Pull_LeavesIntactFilesAndReplacesDamagedOnes_WhenRepeated()
    {
        _packs.PutInMirror("faces.onnx", "objects.onnx");
        await _packs.Installer().PullAsync("standard", force: false, progress: null, Cancellation);
        Damage("objects.onnx");

        var pulled = await _packs.Installer().PullAsync("standard", force: false, progress: null, Cancellation);

        Assert.Equal(PullOutcome.AlreadyInstalled, pulled.Single(file => file.File.Name == "faces.onnx").Outcome);
        Assert.Equal(PullOutcome.Fetched, pulled.Single(file => file.File.Name == "objects.onnx").Outcome);
        Assert.True(await _packs.Store.VerifyAsync(_packs.File("objects.onnx"), Cancellation));
    }

    [Fact]
    public async Task Pull_RefusesAndDeletes_WhenTheContentIsNotThatOfTheCatalogue()
    {
        var wrong = _packs.Content("faces.onnx").ToArray();
        wrong[100] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(_packs.MirrorFolder, "faces.onnx"), wrong, Cancellation);

        var pulled = await _packs.Installer().PullAsync("standard", force: false, progress: null, Cancellation);

        Assert.Contains("sha256 differs", pulled.Single(file => file.File.Name == "faces.onnx").Reason, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_packs.Store.Folder));
    }

    [Fact]
    public async Task Pull_StopsWriting_WhenTheSourceIsLongerThanTheCatalogueSays()
    {
        byte[] longer = [.. _packs.Content("faces.onnx"), .. new byte[5_000_000]];
        await File.WriteAllBytesAsync(Path.Combine(_packs.MirrorFolder, "faces.onnx"), longer, Cancellation);

        var pulled = await _packs.Installer().PullAsync("standard", force: false, progress: null, Cancellation);

        Assert.Contains("longer than", pulled.Single(file => file.File.Name == "faces.onnx").Reason, StringComparison.Ordinal);
        Assert.False(_packs.Store.IsInstalled(_packs.File("faces.onnx")));
    }

    [Fact]
    public async Task Pull_ContinuesWhereItStopped_WhenTheConnectionBreaks()
    {
        await using var server = new RangeServer(_packs.Content("small.onnx"), breaks: 1);

        var pulled = await _packs.Installer(server.Address.AbsoluteUri).PullAsync("basic", force: false, progress: null, Cancellation);

        Assert.Equal(PullOutcome.Fetched, Assert.Single(pulled).Outcome);
        Assert.Equal(2, server.Starts.Count);
        Assert.Equal(0, server.Starts[0]);
        Assert.InRange(server.Starts[1], 1, 100_000);
    }

    [Fact]
    public async Task Pull_ContinuesAnEarlierPull_WhenAPartIsThere()
    {
        await using var server = new RangeServer(_packs.Content("small.onnx"));
        LeavePart(_packs.Content("small.onnx")[..120_000]);

        var pulled = await _packs.Installer(server.Address.AbsoluteUri).PullAsync("basic", force: false, progress: null, Cancellation);

        Assert.Equal(PullOutcome.Fetched, Assert.Single(pulled).Outcome);
        Assert.Equal([120_000], server.Starts);
    }

    [Fact]
    public async Task Pull_StartsAnew_WhenTheEarlierPartIsOfAnotherFile()
    {
        await using var server = new RangeServer(_packs.Content("small.onnx"));
        LeavePart(new byte[120_000]);

        var pulled = await _packs.Installer(server.Address.AbsoluteUri).PullAsync("basic", force: false, progress: null, Cancellation);

        Assert.Equal(PullOutcome.Fetched, Assert.Single(pulled).Outcome);
        Assert.Equal([120_000, 0], server.Starts);
    }

    [Fact]
    public async Task Pull_TakesTheWholeFile_WhenTheServerKnowsNoRanges()
    {
        await using var server = new RangeServer(_packs.Content("small.onnx"), honourRanges: false);
        LeavePart(_packs.Content("small.onnx")[..120_000]);

        var pulled = await _packs.Installer(server.Address.AbsoluteUri).PullAsync("basic", force: false, progress: null, Cancellation);

        Assert.Equal(PullOutcome.Fetched, Assert.Single(pulled).Outcome);
    }

    [Fact]
    public async Task Pull_ReportsProgressUpToTheEnd_WhenDownloading()
    {
        _packs.PutInMirror("small.onnx");
        var progress = new LastProgress();

        await _packs.Installer().PullAsync("basic", force: false, progress, Cancellation);

        Assert.Equal(300_000, progress.Last.ReceivedBytes);
    }

    [Fact]
    public async Task Ensure_FallsBackAndSaysWhy_WhenThePreferredPackCannotBeHad()
    {
        _packs.PutInMirror("small.onnx");

        var installation = await _packs.Installer().EnsureAsync("standard", "basic", progress: null, Cancellation);

        Assert.Equal("f0", Assert.Single(installation.Serving).Version);
        Assert.Equal(["objects"], installation.MissingTasks);
        Assert.Contains(installation.Notes, note => note.Contains("has no file faces.onnx", StringComparison.Ordinal));
        Assert.Contains(installation.Notes, note => note.Contains("\"basic\" instead of \"standard\"", StringComparison.Ordinal));
        Assert.Contains(installation.Notes, note => note.Contains("models pull standard", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ensure_TakesThePreferredPackAndNothingElse_WhenItCanBeHad()
    {
        _packs.PutInMirror("faces.onnx", "objects.onnx", "small.onnx");

        var installation = await _packs.Installer().EnsureAsync("standard", "basic", progress: null, Cancellation);

        Assert.Equal(["f1", "o1"], installation.Serving.Select(task => task.Version));
        Assert.Empty(installation.Notes);
        Assert.False(_packs.Store.IsInstalled(_packs.File("small.onnx")));
    }

    [Fact]
    public async Task Ensure_TouchesNoSource_WhenAPackIsComplete()
    {
        await using var server = new RangeServer(_packs.Content("small.onnx"));
        _packs.PutInMirror("small.onnx");
        await _packs.Installer().PullAsync("basic", force: false, progress: null, Cancellation);

        var installation = await _packs.Installer(server.Address.AbsoluteUri).EnsureAsync("standard", "basic", progress: null, Cancellation);

        Assert.Empty(server.Starts);
        Assert.Equal("basic", Assert.Single(installation.Serving).Pack);
    }

    [Fact]
    public async Task Pull_NamesTheHost_WhenNothingAnswers()
    {
        var pulled = await _packs.Installer("http://127.0.0.1:1/").PullAsync("basic", force: false, progress: null, Cancellation);

        var file = Assert.Single(pulled);
        Assert.Equal(PullOutcome.Failed, file.Outcome);
        Assert.Contains("127.0.0.1", file.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_FindsTheDamagedFile_WhenItsLengthIsRight()
    {
        _packs.PutInMirror("faces.onnx", "objects.onnx");
        await _packs.Installer().PullAsync("standard", force: false, progress: null, Cancellation);
        Damage("objects.onnx");

        var verified = await _packs.Installer().VerifyAsync(Cancellation);

        Assert.Equal(["objects.onnx"], verified.Where(file => !file.Intact).Select(file => file.File.Name));
        var error = Assert.Throws<ModelFileException>(() => _packs.Store.ReadVerified(_packs.File("objects.onnx")));
        Assert.Contains("objects.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_TellsWhatIsInstalledAndInUse_WhenBothPacksAre()
    {
        _packs.PutInMirror("faces.onnx", "small.onnx");
        await _packs.Installer().PullAsync("standard", force: false, progress: null, Cancellation);
        await _packs.Installer().PullAsync("basic", force: false, progress: null, Cancellation);

        var listings = _packs.Installer().List();

        Assert.Equal([("f1", true, true), ("o1", false, false), ("f0", true, false)], listings.Select(task => (task.Version, task.Installed, task.InUse)));
    }

    public void Dispose() => _packs.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private void Damage(string name)
    {
        using var file = File.OpenWrite(_packs.Store.PathOf(_packs.File(name)));
        file.WriteByte((byte)~_packs.Content(name)[0]);
    }

    private void LeavePart(byte[] part)
    {
        Directory.CreateDirectory(_packs.Store.Folder);
        File.WriteAllBytes(_packs.Store.PartialPathOf(_packs.File("small.onnx")), part);
    }

    private sealed class LastProgress : IProgress<ModelDownloadProgress>
    {
        public ModelDownloadProgress Last { get; private set; }

        public void Report(ModelDownloadProgress value) => Last = value;
    }
}
