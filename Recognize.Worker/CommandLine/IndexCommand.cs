using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace Recognize.Worker.CommandLine;

/// <summary><c>index FOLDER…</c>: scan, analyse, group, print, exit.</summary>
internal static class IndexCommand
{
    public static Command Create(Output output)
    {
        var folders = new Argument<string[]>("FOLDER")
        {
            Description = "Folders to index; without any, the folders indexed before.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object in the last line." };
        var command = new Command("index", "Index folders once: scan, analyse, group, print a summary, exit.")
        {
            folders, OwnerOptions.User, OwnerOptions.Faces, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var named = parsed.GetValue(folders) ?? [];
            LibrarySetup.Check(named);
            await using var installation = await Installation.OpenAsync(output.Line, cancellationToken);
            var report = await RunAsync(
                installation.Services, named, parsed.GetValue(OwnerOptions.User), parsed.GetValue(OwnerOptions.Faces),
                cancellationToken);
            IndexReportPrinter.Print(report, output);
            if (parsed.GetValue(json))
                output.Line(report.ToJson());
            return 0;
        });
        return command;
    }

    private static async Task<IndexReport> RunAsync(
        IServiceProvider services, string[] folders, string? user, bool isFacesAnsweredYes,
        CancellationToken cancellationToken)
    {
        var (owner, libraries) = await services.GetRequiredService<LibrarySetup>()
            .PrepareAsync(folders, user, isFacesAnsweredYes, cancellationToken);
        if (libraries.Count == 0)
            throw new CommandFailure("There is nothing to index yet: name a folder, as in ./recognize index ~/Pictures");

        var progress = new IndexProgress();
        var run = Task.Run(
            () => services.GetRequiredService<IndexRun>().RunAsync(owner.Id, libraries, progress, cancellationToken),
            CancellationToken.None);
        return await services.GetRequiredService<IndexDisplay>().ShowAsync(progress, run);
    }
}
