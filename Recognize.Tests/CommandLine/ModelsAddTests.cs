using Recognize.Tests.Classifiers;
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
