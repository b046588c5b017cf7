using System.ComponentModel;
using System.Diagnostics;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>How a command ended: its exit code, and everything it printed.</summary>
internal sealed record CommandResult(int ExitCode, string Output);

/// <summary>Runs one of the server's programs to its end, within a time limit, without a shell.</summary>
internal static class ServerCommand
{
    /// <exception cref="EmbeddedPostgresException">It cannot be started, or took longer than the limit.</exception>
    public static async Task<CommandResult> RunAsync(
        string file, IEnumerable<string> arguments, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The caller's folder may be one that the server's account cannot enter.
            WorkingDirectory = "/",
        };
        // The caller's own Postgres settings must not lead our server astray; messages are matched, so: English.
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";

        using var process = Start(start);
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new CommandResult(process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new EmbeddedPostgresException(
                $"{Path.GetFileName(file)} did not end within {timeout.TotalSeconds:0} s.");
        }
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("PG", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal);

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new EmbeddedPostgresException($"Cannot run {start.FileName}: {error.Message}.", error);
        }
    }
}
