using Recognize.Models;
using Recognize.Tests.CommandLine;

namespace Recognize.Tests.Chaos;

/// <summary>A place for one worker after the other: what a machine with a service manager is.</summary>
/// <param name="label">Names it to people, and its connections to the server.</param>
/// <param name="home">Its home.</param>
/// <param name="connectionString">How it reaches the server.</param>
/// <param name="launcher">Put before the program; see <see cref="WorkerProcess"/>.</param>
/// <param name="settings">Environment variables.</param>
/// <param name="folder">The library.</param>
internal sealed class ChaosWorker(
    string label, RecognizeHome home, string connectionString, IReadOnlyList<string> launcher,
    IReadOnlyList<(string Name, string Value)> settings, string folder) : IDisposable
{
    private readonly Lock _lock = new();
    private WorkerProcess? _process;

    public string Label => label;

    public RecognizeHome Home => home;

    /// <summary>While set, nobody kills it on purpose.</summary>
    public bool IsSpared { get; set; }

    /// <summary>Starts of a process.</summary>
    public int Starts { get; private set; }

    /// <summary>Processes that poison killed.</summary>
    public int Poisoned { get; private set; }

    /// <summary>What processes printed that ended though nobody had ended them.</summary>
    public List<string> Failures { get; } = [];

    public int ProcessId
    {
        get
        {
            lock (_lock)
                return _process!.ProcessId;
        }
    }

    public string Printed => _process?.Printed ?? "";

    /// <summary>Starts a process when none runs, and keeps what the last one said if it failed.</summary>
    public void Tend()
    {
        lock (_lock)
        {
            if (_process is not null)
            {
                if (_process.ExitCode is not { } code)
                    return;
                if (code == 137)
                    Poisoned++;
                else
                    Failures.Add($"{label} ended with {code}: {_process.Printed}");
                _process.Dispose();
            }
            Start();
        }
    }

    /// <summary>Kills the process with -9, unless <paramref name="mayDie"/> says no of it while it stands still.</summary>
    public async Task<bool> KillAsync(Func<int, Task<bool>> mayDie)
    {
        WorkerProcess victim;
        lock (_lock)
        {
            if (_process is not { ExitCode: null } running)
                return false;
            victim = running;
            victim.Freeze();
            // Poison was quicker.
            if (victim.ExitCode is not null)
                return false;
        }
        var isToDie = false;
        try
        {
            isToDie = await mayDie(victim.ProcessId);
        }
        finally
        {
            lock (_lock)
            {
                if (isToDie)
                {
                    victim.Kill();
                    victim.Dispose();
                    Start();
                }
                else if (victim.ExitCode is null)
                {
                    victim.Thaw();
                }
            }
        }
        return isToDie;
    }

    public void Freeze() => _process!.Freeze();

    public void Thaw() => _process!.Thaw();

    /// <summary>Ends the process as a service manager does, and returns its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        _process!.Terminate();
        return await _process.WaitAsync(cancellationToken);
    }

    public void Dispose() => _process?.Dispose();

    private void Start()
    {
        _process = WorkerProcess.Start(launcher, home.Root, connectionString, settings, "work", folder);
        Starts++;
    }
}
