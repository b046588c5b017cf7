using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Recognize.Tests.Support;

namespace Recognize.Tests.Chaos;

/// <summary>Disturbs three workers for as long as there is work, in an order in which each disturbance meets some.</summary>
/// <param name="plan">How much.</param>
/// <param name="seed">Chooses whom it hits.</param>
/// <param name="workers">Killed in turn; the last two are also the ones below.</param>
/// <param name="cluster">Restarted twice.</param>
/// <param name="database">Looked at from outside.</param>
/// <param name="network">Cut off for the last worker; null where that is not possible.</param>
/// <param name="disk">A small one, of the thumbnails of the last but one; null where that is not possible.</param>
internal sealed class ChaosRun(
    ChaosPlan plan, int seed, IReadOnlyList<ChaosWorker> workers, TemporaryCluster cluster, ChaosDatabase database,
    NetworkNamespace? network, string? disk)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Random _random = new(seed);
    private readonly long _began = Stopwatch.GetTimestamp();

    public int Kills { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task RunAsync()
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var tending = TendAsync(over.Token);
        var killing = KillAsync(over.Token);
        try
        {
            await DisturbAsync();
            await database.UntilAsync(
                "every file was done", "SELECT NOT EXISTS (SELECT 1 FROM analysis WHERE state IN (0, 1))", plan.Patience);
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(tending, killing);
        }
        Say("all files are done");
    }

    /// <summary>A line of the test's output, with the time since the beginning.</summary>
    private void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_began).TotalSeconds,6:F1} s: {what}"));

    private async Task DisturbAsync()
    {
        var (full, cutOff) = (workers[^2], workers[^1]);
        await ReachAsync(5);
        if (network is not null)
        {
            cutOff.IsSpared = true;
            network.Cut();
            Say($"{cutOff.Label} is cut off");
        }
        var cutAt = Stopwatch.GetTimestamp();

        await ReachAsync(20);
        await cluster.StopAsync();
        Say("the server is stopped");
        await Task.Delay(TimeSpan.FromSeconds(2), Token);
        await cluster.StartAsync();

        await ReachAsync(30);
        if (disk is not null)
            await FillAsync(full, disk);

        if (network is not null)
        {
            var left = plan.CutFor - Stopwatch.GetElapsedTime(cutAt);
            if (left > TimeSpan.Zero)
                await Task.Delay(left, Token);
            await AssertWorkIsLeftAsync();
            network.Mend();
            cutOff.IsSpared = false;
            Say($"{cutOff.Label} is back");
        }

        await ReachAsync(50);
        await cluster.CrashAsync();
        Say("the server crashed");
        await cluster.StartAsync();
        await AssertWorkIsLeftAsync();

        if (plan.HangFor > TimeSpan.Zero)
        {
            await ReachAsync(60);
            full.IsSpared = true;
            full.Freeze();
            Say($"{full.Label} hangs");
            await Task.Delay(plan.HangFor, Token);
            full.Thaw();
            full.IsSpared = false;
        }
    }

    /// <summary>The worker says that its disk is full, and goes on when there is room.</summary>
    private async Task FillAsync(ChaosWorker worker, string folder)
    {
        worker.IsSpared = true;
        var filler = Path.Combine(folder, "filler");
        // Until nothing more fits; that is what makes it fail.
        Shell.Run($"dd if=/dev/zero of='{filler}' bs=64k 2>/dev/null || true");
        Say($"the disk of {worker.Label} is full");
        await database.UntilAsync($"{worker.Label} says that its disk is full", () => Announced("status = 3"), Patience);
        await AssertWorkIsLeftAsync();
        File.Delete(filler);
        await database.UntilAsync($"{worker.Label} goes on", () => Announced("status <> 3"), Patience);
        Say($"the disk of {worker.Label} has room");
        worker.IsSpared = false;

        // Of the process that is there now: poison may have ended the one before.
        string Announced(string condition) =>
            $"""
            SELECT EXISTS (
                SELECT 1 FROM workers w WHERE w.name LIKE '%:{worker.ProcessId}' AND w.stopped_at IS NULL AND w.{condition})
            """;
    }

    private async Task TendAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            foreach (var worker in workers)
                worker.Tend();
            await Task.Delay(200, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task KillAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(plan.KillEvery, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var killable = workers.Where(worker => !worker.IsSpared).ToList();
            if (over.IsCancellationRequested || killable.Count == 0)
                continue;
            // The first that may die, in an order by chance: a start takes long on a busy machine.
            foreach (var victim in killable.OrderBy(_ => _random.Next()))
            {
                if (!await victim.KillAsync(processId => MayDieAsync(victim, processId)))
                    continue;
                Kills++;
                Say($"{victim.Label} is killed");
                break;
            }
        }
    }

    private async Task<bool> MayDieAsync(ChaosWorker worker, int processId)
    {
        try
        {
            return await database.HasWorkedAsync(processId) && !await database.HoldsSuspectAsync(worker.Label, processId);
        }
        catch (NpgsqlException)
        {
            // The server is away, so nobody knows.
            return false;
        }
    }

    private async Task ReachAsync(int percent)
    {
        await database.UntilAsync(
            $"{percent} % of the files were done",
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT count(*) * 100 >= {plan.Files * percent} FROM seen_done WHERE task = 0"),
            plan.Patience);
        await AssertWorkIsLeftAsync();
    }

    /// <summary>A disturbance of workers that have nothing to do would show nothing.</summary>
    private async Task AssertWorkIsLeftAsync()
    {
        await database.UntilAsync("the server answers", "SELECT true", Patience);
        Assert.True(
            await database.ScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM analysis WHERE state IN (0, 1))"),
            "The work ended before the disturbances did.");
    }
}
