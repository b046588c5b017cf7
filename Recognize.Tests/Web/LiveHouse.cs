using System.Text.Json;
using System.Text.RegularExpressions;
using Recognize.Models;
using Recognize.Tests.CommandLine;
using Recognize.Tests.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Web;

/// <summary>
/// A house as its owner starts it: worker, API and web app by <c>up</c>, real models, real photos. The first scenario leads
/// from the printed password to the first named person; the others begin where it ended.
/// </summary>
public sealed partial class LiveHouse : IAsyncLifetime
{
    private const string Password = "three quiet rivers 7";

    private readonly PostgresFixture _postgres;
    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-house-").FullName;
    private readonly Lazy<Task<JsonElement>> _firstStart;
    private WorkerProcess? _process;
    private Uri? _url;

    public LiveHouse(PostgresFixture postgres)
    {
        _postgres = postgres;
        _firstStart = new Lazy<Task<JsonElement>>(FirstStartAsync);
    }

    private string Photos => Path.Combine(_folder, "photos");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Terminate();
            await _process.WaitAsync(CancellationToken.None);
            _process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What the first scenario saw. A house that could not be started fails whoever asks.</summary>
    public Task<JsonElement> BegunAsync()
    {
        SharedData.Require("models");
        SharedData.Require("data/faces-cast");
        return _firstStart.Value;
    }

    /// <summary>Runs a scenario as the admin of the house.</summary>
    public Task<JsonElement> RunAsync(string scenario, CancellationToken cancellationToken) =>
        RunAsync(scenario, new { }, cancellationToken);

    /// <summary>The same with what only this scenario needs.</summary>
    public async Task<JsonElement> RunAsync(string scenario, object given, CancellationToken cancellationToken)
    {
        await BegunAsync();
        var values = JsonSerializer.SerializeToNode(given, JsonSerializerOptions.Web)!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(
            new { Name = "admin", Password, Folder = Photos, Patience, Data = SharedData.Require("data") }, JsonSerializerOptions.Web)!.AsObject())
            values[name] = value?.DeepClone();
        return await BrowserScenario.RunAsync(scenario, _url!, values, cancellationToken);
    }

    /// <summary>Milliseconds that a step may take; analysis on a busy machine goes on meanwhile.</summary>
    private const int Patience = 120_000;

    private async Task<JsonElement> FirstStartAsync()
    {
        CopyPhotos();
        _url = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}/");
        _process = WorkerProcess.Start(
            Path.Combine(_folder, "home"), await _postgres.CreateDatabaseAsync(),
            [(RecognizeSettings.Urls, _url.ToString().TrimEnd('/')), (RecognizeSettings.LibraryRoots, Photos)], "up");
        await WaitForAsync("ready: ");
        var printed = OneTimePassword().Match(_process.Printed);
        Assert.True(printed.Success, _process.Printed);
        return await BrowserScenario.RunAsync(
            "first-start", _url,
            new { Name = "admin", OneTime = printed.Groups[1].Value, Password, Folder = Photos, Patience },
            CancellationToken.None);
    }

    private void CopyPhotos()
    {
        Copy("faces-cast", "*.jpg", int.MaxValue);
        Copy("objects-imagenet", "*.JPEG", 24);
        Copy("music-genres", "*.flac", 4);
        // With which every browser can begin: six seconds of a moving test picture.
        TestFfmpeg.Make(
            "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=15:duration=6", "-c:v", "libvpx", "-b:v", "400k",
            Path.Combine(Photos, "moving.webm"));
    }

    private void Copy(string data, string pattern, int most)
    {
        var source = SharedData.Require($"data/{data}");
        var files = Directory.EnumerateFiles(source, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(most);
        foreach (var file in files)
        {
            var target = Path.Combine(Photos, data, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private async Task WaitForAsync(string printed)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!_process!.Printed.Contains(printed, StringComparison.Ordinal))
        {
            Assert.Null(_process.ExitCode);
            await Task.Delay(100, patience.Token);
        }
    }

    [GeneratedRegex("one-time password: (\\S+)")]
    private static partial Regex OneTimePassword();
}
