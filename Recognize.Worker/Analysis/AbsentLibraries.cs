using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Recognize.Models.Jobs;
using Recognize.Worker.Scanning;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Libraries whose folder this worker cannot reach, as when a share is not mounted. Nothing is claimed from them, and
/// what was claimed is given back without counting as a try, until the folder is there again. Another machine may reach
/// them, so each worker knows of itself only. Thread-safe.
/// </summary>
internal sealed class AbsentLibraries(
    DiskGuard guard, ScanStore store, JobRequests requests, TimeProvider clock, ILogger<AbsentLibraries> log)
{
    /// <summary>Between two looks whether a folder is back.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>A share whose server is gone can hold a reader for ever.</summary>
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, (ClaimedLibrary Library, string Reason)> _absent = new();
    private readonly ConcurrentDictionary<Guid, Task> _looks = new();
    private Task _lookingAgain = Task.CompletedTask;
    private long _lookedAt;

    /// <summary>Those known to be away.</summary>
    public Guid[] Ids => [.. _absent.Keys];

    /// <summary>What to say of them on this machine; null when there are none.</summary>
    public string? Standing => _absent.Count switch
    {
        0 => null,
        1 => "The folder of a library cannot be reached from here; its files wait.",
        var count => $"The folders of {count} libraries cannot be reached from here; their files wait.",
    };

    /// <summary>Why each of them cannot be reached, in a sentence, by its folder.</summary>
    public IReadOnlyList<(Guid LibraryId, string RootPath, string Reason)> Reasons =>
        [.. _absent.Values.Select(absent => (absent.Library.Id, absent.Library.RootPath, absent.Reason))];

    /// <summary>Whether files have failed because their library's folder is away. A scan is asked for, so that everybody sees it.</summary>
    public async Task<bool> IsAwayAsync(ClaimedLibrary library, CancellationToken cancellationToken)
    {
        if (_absent.ContainsKey(library.Id))
            return true;
        if (await LookAsync(library, cancellationToken) is not { } reason)
            return false;
        // Asked for first: when that fails, whoever tries again does it.
        await requests.RequestAsync(ScanOf(library), cancellationToken);
        if (_absent.TryAdd(library.Id, (library, reason)))
            AnalysisLog.LibraryAway(log, library.Id, reason);
        return true;
    }

    /// <summary>Looks whether folders are back, when it is time to; for one caller. Returns at once.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database could not be asked, the last time.</exception>
    public async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        if (_absent.IsEmpty || !_lookingAgain.IsCompleted)
            return;
        var ended = _lookingAgain;
        _lookingAgain = Task.CompletedTask;
        if (ended.IsFaulted)
            await ended;
        if (clock.GetElapsedTime(_lookedAt) < LookEvery)
            return;
        _lookedAt = clock.GetTimestamp();
        _lookingAgain = FindReturnedAsync(cancellationToken);
    }

    private async Task FindReturnedAsync(CancellationToken cancellationToken)
    {
        foreach (var (library, _) in _absent.Values)
        {
            if (!await store.ExistsAsync(library.Id, cancellationToken))
            {
                _absent.TryRemove(library.Id, out _);
                continue;
            }
            if (await LookAsync(library, cancellationToken) is not null)
                continue;
            await requests.RequestAsync(ScanOf(library), cancellationToken);
            _absent.TryRemove(library.Id, out _);
            AnalysisLog.LibraryBack(log, library.Id);
        }
    }

    /// <summary>Why the folder cannot be reached, in a sentence; null when it can.</summary>
    private async Task<string?> LookAsync(ClaimedLibrary library, CancellationToken cancellationToken)
    {
        Task Begin() => Task.Run(() => Directory.Exists(library.RootPath), CancellationToken.None);
        // One that never ends is not begun twice: each holds a thread.
        var look = _looks.AddOrUpdate(library.Id, _ => Begin(), (_, last) => last.IsCompleted ? Begin() : last);
        try
        {
            await look.WaitAsync(AnswersWithin, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return "The library's folder does not answer (is the server of the disk running?).";
        }
        return await guard.FindRootTroubleAsync(library.Id, library.RootPath, cancellationToken);
    }

    /// <summary>It suspends the library with its reason, or takes it up again.</summary>
    private static JobRequest ScanOf(ClaimedLibrary library) =>
        new(JobKinds.Scan, library.OwnerId, library.Id, "", "analysis");
}
