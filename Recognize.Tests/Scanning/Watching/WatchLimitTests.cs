using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Recognize.Models.Persistence.Embedded;
using Recognize.Worker.Database;
using Recognize.Worker.Scanning;
using Recognize.Worker.Scanning.Watching;

namespace Recognize.Tests.Scanning.Watching;

/// <summary>The kernel's own limits, met in a namespace of the test's own so that nobody else feels them.</summary>
public sealed class WatchLimitTests
{
    private const string Inside = "RECOGNIZE_TEST_IN_NAMESPACE";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("max_inotify_watches", 5, "max_user_watches", true)]
    [InlineData("max_inotify_instances", 0, "max_user_instances", false)]
    public async Task RunAsync_SaysHowToAllowMore_WhenTheKernelRefuses(string limit, int value, string named, bool goesOn)
    {
        if (Environment.GetEnvironmentVariable(Inside) is not { } current)
        {
            await RunInsideAsync(limit, value);
            return;
        }
        if (current != limit)
            return;
        var root = Directory.CreateTempSubdirectory("recognize-limit-").FullName;
        for (var i = 0; i < 20; i++)
            Directory.CreateDirectory(Path.Join(root, $"{i}"));
        using var stop = new CancellationTokenSource();
        var asked = 0;
        var watch = MakeWatch(root, () => asked++);

        var running = watch.RunAsync(stop.Token);
        Assert.True(SpinWait.SpinUntil(() => watch.Problem is not null || running.IsCompleted, TimeSpan.FromSeconds(20)));
        var problem = watch.Problem ?? await running;

        Assert.Contains($"sysctl fs.inotify.{named}=", problem, StringComparison.Ordinal);
        Assert.Equal((goesOn, 1), (!running.IsCompleted, asked));
        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        Directory.Delete(root, recursive: true);
    }

    private static LibraryWatch MakeWatch(string root, Action ask)
    {
        // Never connected to: nothing that is gone has to be looked up.
        const string nowhere = "Host=/nonexistent;Username=nobody";
        var retry = new DatabaseRetry(
            DatabaseServer.Own(nowhere), NullLogger<DatabaseRetry>.Instance, TimeProvider.System);
        var filter = new WatchFilter(NpgsqlDataSource.Create(nowhere), new ScannerOptions(), retry);
        return new LibraryWatch(
            new WatchedLibrary(Guid.NewGuid(), Guid.NewGuid(), root, null), isFirst: true, WatchRig.Hasty with { LongestPause = TimeSpan.FromHours(1) },
            filter, new MountTable(),
            (_, _) =>
            {
                ask();
                return Task.CompletedTask;
            },
            TimeProvider.System);
    }

    /// <summary>Runs this test again as a process of its own, with a limit that binds only there.</summary>
    private static async Task RunInsideAsync(string limit, int value)
    {
        var method = $"{typeof(WatchLimitTests).FullName}.{nameof(RunAsync_SaysHowToAllowMore_WhenTheKernelRefuses)}";
        using var process = Process.Start(new ProcessStartInfo(
            "unshare",
            [
                "--user", "--map-root-user", "bash", "-ec",
                $"echo {value} > /proc/sys/user/{limit} || exit 77; exec \"$0\" \"$@\"",
                Environment.ProcessPath!, typeof(WatchLimitTests).Assembly.Location, "-method", method,
            ])
        {
            Environment = { [Inside] = limit }, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        if (process.ExitCode == 77 || (await errors).Contains("unshare", StringComparison.Ordinal))
            Assert.Skip("This account may not make a user namespace with limits of its own.");
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("Failed: 0", output, StringComparison.Ordinal);
    }
}
