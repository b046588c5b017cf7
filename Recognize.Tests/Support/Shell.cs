using System.Diagnostics;

namespace Recognize.Tests.Support;

/// <summary>Runs bash, for files that .NET cannot make: pipes, sockets, names that are no text.</summary>
internal static class Shell
{
    public static string Run(string script, string folder = "/")
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-euc", script])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"bash ended with {process.ExitCode}: {errors.Result}");
        return output;
    }
}
