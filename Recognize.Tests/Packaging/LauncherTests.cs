using System.Diagnostics;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packaging;

/// <summary>What the launcher says before anything is set up, and how it sums up a test run.</summary>
public sealed class LauncherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-launcher-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Help_ListsTheCommands_WithoutAnySetUp()
    {
        var result = await LaunchAsync("help", programs: ["cat"]);

        Assert.Equal(0, result.ExitCode);
        foreach (var command in (string[])["up", "index", "work", "models", "migrate", "users", "jobs", "benchmark", "test"])
            Assert.Contains($"\n  {command} ", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The .NET 10 SDK is needed")]
    [InlineData("Node.js is needed", "dotnet")]
    [InlineData("npm is needed", "dotnet", "node")]
    public async Task SetUp_SaysInOneSentenceWhatIsMissing(string sentence, params string[] programs)
    {
        var result = await LaunchAsync("setup", programs);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("recognize: " + sentence, result.Output, StringComparison.Ordinal);
        Assert.Single(result.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task SetUp_SaysSo_WhenHomeCannotBeWrittenTo()
    {
        var result = await LaunchAsync("setup", ["dotnet", "node", "npm"], home: Path.Combine(_folder, "not-there"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("set HOME", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestSummary_CountsOutcomes_AndNamesFailuresAndReasons()
    {
        const string results = """
            {"results":{"tests":[
              {"name":"A.Works","status":"passed"},
              {"name":"A.Breaks","status":"failed","message":"Expected 1, was 2"},
              {"name":"B.NeedsData","status":"skipped","message":"needs photos"},
              {"name":"C.NeedsData","status":"skipped","message":"needs photos"}]}}
            """;

        var result = await SummariseAsync(results, runnerExitCode: 1);

        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith("\n1 passed, 1 failed, 2 skipped\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("A.Breaks\n    Expected 1, was 2", result.Output, StringComparison.Ordinal);
        Assert.Contains("2 x needs photos\n      B.NeedsData\n      C.NeedsData", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"results":{"tests":[{"name":"A.Works","status":"passed"}]}}""", 0, 0, "1 passed, 0 failed, 0 skipped")]
    [InlineData("""{"results":{"tests":[{"name":"A.Works","status":"passed"}]}}""", 1, 1, "1 passed, 1 failed, 0 skipped")]
    [InlineData("""{"results":{"tests":[]}}""", 0, 1, "0 passed, 0 failed, 0 skipped")]
    [InlineData("""{"results":{"tests":[{"na""", 134, 1, "0 passed, 1 failed, 0 skipped")]
    [InlineData(null, 139, 1, "0 passed, 1 failed, 0 skipped")]
    public async Task TestSummary_EndsWithTheCounts_HoweverTheRunEnded(
        string? results, int runnerExitCode, int exitCode, string lastLine)
    {
        var result = await SummariseAsync(results, runnerExitCode);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(lastLine, result.Output.TrimEnd().Split('\n')[^1]);
    }

    // A search path of the few programs the launcher's first lines use, and of stand-ins for those under test.
    [Fact]
    public async Task SetUp_RefusesMachinesThatNobodyBuildsFor()
    {
        var result = await LaunchAsync("setup", ["dotnet", "node", "npm"], machine: "armv7l");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            "recognize: This is a machine of the kind armv7l; Recognize runs on x86_64 and on 64-bit ARM (aarch64).",
            result.Output.TrimEnd());
    }

    private async Task<(int ExitCode, string Output)> LaunchAsync(
        string command, string[] programs, string? home = null, string? machine = null)
    {
        foreach (var name in (string[])["dirname", "readlink"])
            File.CreateSymbolicLink(Path.Combine(_folder, name), $"/usr/bin/{name}");
        foreach (var name in programs)
            File.CreateSymbolicLink(Path.Combine(_folder, name), name == "cat" ? "/bin/cat" : "/bin/true");

        var start = new ProcessStartInfo("/bin/bash", [Repository.PathOf("recognize"), command]);
        start.Environment["PATH"] = _folder;
        start.Environment["HOME"] = home ?? _folder;
        // Bash names the machine itself unless the environment does.
        if (machine is not null)
            start.Environment["HOSTTYPE"] = machine;
        return await RunAsync(start);
    }

    private async Task<(int ExitCode, string Output)> SummariseAsync(string? results, int runnerExitCode)
    {
        var file = Path.Combine(_folder, "results.json");
        if (results is not null)
            await File.WriteAllTextAsync(file, results, TestContext.Current.CancellationToken);
        return await RunAsync(new ProcessStartInfo(
            "node", [Repository.PathOf(".ci/test-summary.mjs"), file, $"{runnerExitCode}"]));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
