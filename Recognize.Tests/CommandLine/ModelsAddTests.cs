using Recognize.Tests.Classifiers;
using Recognize.Tests.Media;
using Recognize.Tests.Packs.Own;
using Recognize.Tests.Support;

namespace Recognize.Tests.CommandLine;

/// <summary>The commands for own models, in processes of their own as an owner starts them.</summary>
public sealed class ModelsAddTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_Use_List_AndRemove_DoWhatTheySay()
    {
        var model = Write("colours.onnx", SmallNetworks.Colours());
        var labels = Write("colours.csv", "id,name\n0,red\n1,green\n2,blue\n"u8);
        var photos = Directory.CreateDirectory(Path.Combine(_home.Folder, "photos")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(photos, "red.bmp"), SmallPhoto.Bmp(230, 0, 0), Token);

        var asked = await RunAsync(
            1, "add", "--task", "objects", "--file", model, "--labels", labels, "--input", "pixels=0..1", "--try", photos);
        var added = await RunAsync(
            0, "add", "--task", "objects", "--file", model, "--labels", labels, "--input", "pixels=0..1", "--try", photos, "--yes");
        await RunAsync(0, "use", "objects", "colours");
        var listed = await RunAsync(0, "list");
        var refused = await RunAsync(1, "remove", "colours");
        await RunAsync(0, "use", "objects", "--default");
        await RunAsync(0, "remove", "colours");

        Assert.Contains("Nothing was installed", asked, StringComparison.Ordinal);
        Assert.Contains("new:     red 100 %", added, StringComparison.Ordinal);
        Assert.Contains("Installed as colours-objects-", added, StringComparison.Ordinal);
        Assert.Contains("in use", listed.Split('\n').Single(line => line.StartsWith("colours", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("is in use", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("colours", await RunAsync(0, "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_TakesANetworkForMusic_AndUseServesIt()
    {
        var model = Write("loudness.onnx", SmallNetworks.Loudness(1, 8000));
        var labels = Write("genres.txt", "Jazz\nSilence\nChiptune\n"u8);
        var tracks = Directory.CreateDirectory(Path.Combine(_home.Folder, "tracks")).FullName;
        TestFfmpeg.Make("-f", "lavfi", "-i", "sine=frequency=500:duration=2", Path.Combine(tracks, "tone.wav"));
        TestFfmpeg.Make("-f", "lavfi", "-i", "anullsrc=duration=2", "-t", "2", Path.Combine(tracks, "void.wav"));
        Write("tracks/labels.csv", "file,genre\ntone.wav,Jazz\nvoid.wav,Blues\n"u8);

        var added = await RunAsync(
            0, "add", "--task", "music", "--file", model, "--labels", labels, "--try", tracks, "--yes");
        var used = await RunAsync(0, "use", "music", "loudness");
        using var evaluation = WorkerProcess.Start(
            _home.Home.Root, null, ["evaluate", "music", "--audio", tracks, "--labels", Path.Combine(tracks, "labels.csv")]);
        var code = await evaluation.WaitAsync(Token);

        Assert.Contains("waveform [1, 8000], patches of 0.5 s at 16000 Hz", added, StringComparison.Ordinal);
        Assert.Contains("new:     Jazz 100 %", added, StringComparison.Ordinal);
        Assert.Contains("new:     Silence 99 %", added, StringComparison.Ordinal);
        Assert.Contains("music: loudness-music-", used, StringComparison.Ordinal);
        Assert.True(code == 0, evaluation.Printed);
        Assert.Contains("no label for it, counted as wrong: Blues", evaluation.Printed, StringComparison.Ordinal);
        Assert.Contains("top-1 50.0", evaluation.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_NamesBothNumbers_WhenLabelsDoNotFit_AndInstallsNothing()
    {
        var model = Write("colours.onnx", SmallNetworks.Colours());
        var labels = Write("two.txt", "red\ngreen\n"u8);

        var refused = await RunAsync(1, "add", "--task", "objects", "--file", model, "--labels", labels, "--yes");

        Assert.Contains("The model is not taken. The network gives 3 scores and the label file has 2 labels", refused, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_home.Home.Models, "own")));
    }

    public void Dispose() => _home.Dispose();

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(_home.Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private async Task<string> RunAsync(int expected, params string[] arguments)
    {
        using var worker = WorkerProcess.Start(_home.Home.Root, null, ["models", .. arguments]);
        var code = await worker.WaitAsync(Token);
        Assert.True(code == expected, $"{string.Join(' ', arguments)} ended with {code}: {worker.Printed}");
        return worker.Printed;
    }
}
