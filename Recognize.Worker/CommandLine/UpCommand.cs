using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models;

namespace Recognize.Worker.CommandLine;

/// <summary><c>up FOLDER…</c>: database, worker and API together until Ctrl-C.</summary>
internal static class UpCommand
{
    public static Command Create(Output output)
    {
        var folders = new Argument<string[]>("FOLDER")
        {
            Description = "Folders to add to the library.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("up", "Index folders, keep watching them, and serve the result until Ctrl-C.")
        {
            folders, OwnerOptions.User, OwnerOptions.Faces,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var named = parsed.GetValue(folders) ?? [];
            LibrarySetup.Check(named);

            var home = RecognizeHome.FromEnvironment();
            home.Create();
            var urls = RecognizeSettings.Read(RecognizeSettings.Urls) ?? RecognizeSettings.DefaultUrls;
            using var running = RunningMark.TryTake(home, urls, out var other);
            if (running is null)
            {
                output.Line($"Recognize runs already for {home.Root}: {other}");
                return 1;
            }
            await using var installation = await Installation.OpenAsync(output.Line, cancellationToken);
            await installation.Services.GetRequiredService<LibrarySetup>().PrepareAsync(
                named, parsed.GetValue(OwnerOptions.User), parsed.GetValue(OwnerOptions.Faces), cancellationToken);
            await ServeAsync(installation, urls, output, cancellationToken);
            output.Line("stopped");
            return 0;
        });
        return command;
    }

    private static async Task ServeAsync(
        Installation installation, string urls, Output output, CancellationToken cancellationToken)
    {
        // Either part ending by itself ends the other: half a system is not left running.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var api = ApiProcess.Start(installation.Home, installation.Database.ConnectionString, urls);
        var working = WorkerRun.RunAsync(installation.Home, installation.Database, output.Line, either.Token);
        var serving = api.RunAsync(either.Token);
        try
        {
            await api.WhenReadyAsync(either.Token);
            output.Line($"ready: {urls}{ApiAddress.BasePath} (Ctrl-C stops everything)");
            await Task.WhenAny(working, serving);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Stopped while starting.
        }
        finally
        {
            await either.CancelAsync();
            await Task.WhenAll(working, serving);
        }
    }
}
