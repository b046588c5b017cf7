using System.Diagnostics;
using System.Text.Json;
using Recognize.Tests.Support;

namespace Recognize.Tests.Web;

/// <summary>Runs a scenario of the web app's <c>e2e</c> folder in a real browser, or skips where there is none.</summary>
internal static class BrowserScenario
{
    private const string ResultMark = "result: ";

    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Where screenshots are kept for people to look at.</summary>
    public static string Screens => Repository.PathOf("artifacts/screens");

    /// <returns>What the scenario handed back; undefined for nothing.</returns>
    public static async Task<JsonElement> RunAsync(string name, Uri url, object given, CancellationToken cancellationToken)
    {
        var chromium = Array.Find(Browsers, File.Exists);
        Assert.SkipWhen(chromium is null, "needs a browser: Chromium");
        var folder = Repository.PathOf("Recognize.Api/ClientApp/e2e");
        var values = JsonSerializer.SerializeToNode(given, JsonSerializerOptions.Web)!.AsObject();
        values["url"] = url.ToString();
        values["chromium"] = chromium;
        values["screens"] = Screens;
        var start = new ProcessStartInfo("node", [Path.Combine(folder, "run.mjs"), name])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["RECOGNIZE_SCENARIO"] = values.ToJsonString() },
        };
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);

            Assert.True(process.ExitCode == 0, $"{name} ended with {process.ExitCode}:\n{output}\n{await errors}");
            var result = output.Split('\n').LastOrDefault(line => line.StartsWith(ResultMark, StringComparison.Ordinal));
            return result is null ? default : JsonDocument.Parse(result[ResultMark.Length..]).RootElement.Clone();
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
