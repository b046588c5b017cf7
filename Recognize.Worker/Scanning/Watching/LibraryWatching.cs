using Microsoft.Extensions.Logging;
using Npgsql;
using Recognize.Worker.Database;

namespace Recognize.Worker.Scanning.Watching;

/// <summary>
/// Watches all libraries that are to be watched and that no other process watches, begins again what failed, and keeps
/// what it misses in the libraries' rows.
/// </summary>
internal sealed class LibraryWatching(
    NpgsqlDataSource database, LibraryWatchFactory watches, WatchOptions options, TimeProvider clock,
    ILogger<LibraryWatching> log)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Runs until cancelled; a database that is away is waited for, and then everything is watched anew.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = options.FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await WatchConnection.OpenAsync(database, cancellationToken);
                pause = options.FirstPause;
                await SuperviseAsync(connection, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (DatabaseRetry.IsPassing(failure))
            {
                DatabaseLog.Away(log, failure.Message);
            }
            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task SuperviseAsync(WatchConnection connection, CancellationToken cancellationToken)
    {
        var slots = new Dictionary<Guid, WatchSlot>();
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                var libraries = await connection.ReadLibrariesAsync(cancellationToken);
                await StopUnwantedAsync(connection, slots, libraries, cancellationToken);
                foreach (var library in libraries)
                {
                    if (!slots.TryGetValue(library.Id, out var slot))
                        slots.Add(library.Id, slot = new WatchSlot(options, clock));
                    await TendAsync(connection, library, slot, round.Token);
                }
                await Task.WhenAny(
                    [.. slots.Values.Select(slot => slot.Running).OfType<Task>(), Task.Delay(options.Look, clock, round.Token)]);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await round.CancelAsync();
            foreach (var (libraryId, slot) in slots)
                await GiveUpAsync(connection, libraryId, slot);
        }
    }

    /// <summary>Moves one library on: from ended to resting, from due to watched; and tells its row.</summary>
    private async Task TendAsync(
        WatchConnection connection, WatchedLibrary library, WatchSlot slot, CancellationToken cancellationToken)
    {
        var hasEnded = slot.HasEnded;
        if (hasEnded)
            await EndAsync(library, slot, cancellationToken);
        else if (slot.IsDue)
        {
            if (!await connection.TryLockAsync(library.Id, cancellationToken))
                return;
            slot.ForgetReport();
            slot.Start(watches.Make(library, slot.IsFresh, options, clock), cancellationToken);
            WatchingLog.Began(log, library.Id);
        }
        if (!slot.IsRunning && !hasEnded)
            return;
        if (slot.NextReport(library.LastScanAt) is { } report)
        {
            await connection.ReportAsync(library.Id, report.Problem, report.IsWatched, cancellationToken);
            if (report.Problem is not null)
                WatchingLog.Problem(log, library.Id, report.Problem);
        }
        // While this process rests, another one may have better luck.
        if (hasEnded)
            await connection.UnlockAsync(library.Id, cancellationToken);
    }

    private async Task EndAsync(WatchedLibrary library, WatchSlot slot, CancellationToken cancellationToken)
    {
        try
        {
            await slot.EndAsync();
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            WatchingLog.Broke(log, failure, library.Id);
            slot.Rest(WatchProblems.Of(failure));
        }
    }

    private static async Task StopUnwantedAsync(
        WatchConnection connection, Dictionary<Guid, WatchSlot> slots, IReadOnlyList<WatchedLibrary> wanted,
        CancellationToken cancellationToken)
    {
        var unwanted = slots.Keys.Except(wanted.Select(library => library.Id)).ToList();
        foreach (var libraryId in unwanted)
        {
            slots.Remove(libraryId, out var slot);
            await connection.ReportAsync(libraryId, null, isWatched: false, cancellationToken);
            if (!slot!.IsRunning)
                continue;
            await slot.StopAsync();
            await connection.UnlockAsync(libraryId, cancellationToken);
        }
    }

    /// <summary>The locks go with the connection; a row that cannot be told keeps an old time, which says as much.</summary>
    private async Task GiveUpAsync(WatchConnection connection, Guid libraryId, WatchSlot slot)
    {
        if (!slot.IsRunning)
            return;
        await slot.StopAsync();
        if (!connection.IsOpen)
            return;
        try
        {
            await connection.ReportAsync(libraryId, null, isWatched: false, CancellationToken.None);
        }
        catch (Exception failure) when (DatabaseRetry.IsPassing(failure))
        {
            DatabaseLog.Away(log, failure.Message);
        }
    }
}
