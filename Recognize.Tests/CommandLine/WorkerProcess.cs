using System.Diagnostics;
using System.Text;
using Recognize.Models;
using Recognize.Tests.Support;

namespace Recognize.Tests.CommandLine;

/// <summary>The built worker program in a process of its own, as the launcher starts it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private WorkerProcess(Process process) => _process = process;

    /// <summary>All that was printed so far, standard error included.</summary>
    public string Printed
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public int ProcessId => _process.Id;

    /// <summary>Null while it runs; 137 when it was killed.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    public static WorkerProcess Start(string home, string? connectionString, params string[] arguments) =>
        Start(home, connectionString, [], arguments);

    public static WorkerProcess Start(
        string home, string? connectionString, IReadOnlyList<(string Name, string Value)> settings, params string[] arguments) =>
        Start([], home, connectionString, settings, arguments);

    /// <param name="launcher">A command that becomes the one that follows it, such as <c>ip netns exec NAME</c>.</param>
    /// <param name="home">The worker's home.</param>
    /// <param name="connectionString">Of its database; null for the embedded one.</param>
    /// <param name="settings">Further environment variables.</param>
    /// <param name="arguments">Of the program.</param>
    public static WorkerProcess Start(
        IReadOnlyList<string> launcher, string home, string? connectionString,
        IReadOnlyList<(string Name, string Value)> settings, params string[] arguments)
    {
        // artifacts/bin/Recognize.Tests/(configuration)/ beside artifacts/bin/Recognize.Worker/(configuration)/
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var assembly = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "..", "..", "Recognize.Worker", configuration, "Recognize.Worker.dll"));
        string[] line = [.. launcher, "dotnet", assembly, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[RecognizeSettings.Home] = home;
        start.Environment.Remove(RecognizeSettings.Database);
        if (connectionString is not null)
            start.Environment[RecognizeSettings.Database] = connectionString;
        if (SharedData.TryFind("models") is { } models)
            start.Environment[RecognizeSettings.ModelMirror] = models;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;

        var worker = new WorkerProcess(Process.Start(start)!);
        worker._process.StandardInput.Close();
        worker._process.OutputDataReceived += worker.Collect;
        worker._process.ErrorDataReceived += worker.Collect;
        worker._process.BeginOutputReadLine();
        worker._process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary><c>kill -TERM</c>, as service managers do first.</summary>
    public void Terminate() => Shell.Run($"kill -TERM {_process.Id}");

    /// <summary>It stands still, and knows nothing of it; unless it has just ended by itself.</summary>
    public void Freeze() => SignalIfThere("STOP");

    public void Thaw() => SignalIfThere("CONT");

    private void SignalIfThere(string signal) =>
        Shell.Run($"kill -{signal} {_process.Id} || [ ! -d /proc/{_process.Id} ]");

    /// <summary><c>kill -9</c>.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Collect(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }
}
