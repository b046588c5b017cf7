using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Library;

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
            await using var installation = await Installation.OpenAsync(output.Line, cancellationToken);
            var report = await RunAsync(
                installation.Services, output, parsed.GetValue(folders) ?? [], parsed.GetValue(OwnerOptions.User),
                parsed.GetValue(OwnerOptions.Faces), cancellationToken);
            IndexReportPrinter.Print(report, output);
            if (parsed.GetValue(json))
                output.Line(report.ToJson());
            return 0;
        });
        return command;
    }

    private static async Task<IndexReport> RunAsync(
        IServiceProvider services, Output output, string[] folders, string? user, bool isFacesAnsweredYes,
        CancellationToken cancellationToken)
    {
        // Folders are looked at before anything is made or fetched: a typing error costs no time.
        foreach (var folder in folders.Where(folder => !Directory.Exists(folder)))
            throw new CommandFailure($"There is no folder '{folder}'.");

        await services.GetRequiredService<ModelSetup>().EnsureAsync(cancellationToken);
        var choice = services.GetRequiredService<OwnerChoice>();
        var owner = await choice.ChooseAsync(user, cancellationToken);
        await choice.AskForFacesAsync(owner, isFacesAnsweredYes, cancellationToken);

        var directory = services.GetRequiredService<LibraryDirectory>();
        foreach (var folder in folders)
            await directory.EnsureAsync(owner.Id, folder, cancellationToken);
        var libraries = await ChooseLibrariesAsync(directory, owner.Id, folders, cancellationToken);
        if (libraries.Count == 0)
            throw new CommandFailure("There is nothing to index yet: name a folder, as in ./recognize index ~/Pictures");

        var progress = new IndexProgress();
        var run = Task.Run(
            () => services.GetRequiredService<IndexRun>().RunAsync(owner.Id, libraries, progress, cancellationToken),
            CancellationToken.None);
        return await services.GetRequiredService<IndexDisplay>().ShowAsync(progress, run);
    }

    /// <summary>Looked up again after all were added: a folder may have become part of a later one.</summary>
    private static async Task<IReadOnlyList<MediaLibrary>> ChooseLibrariesAsync(
        LibraryDirectory directory, Guid ownerId, string[] folders, CancellationToken cancellationToken)
    {
        var all = await directory.ListAsync(ownerId, cancellationToken);
        if (folders.Length == 0)
            return all;
        var roots = folders.Select(RealPath.Resolve).ToList();
        return [.. all.Where(library => roots.Exists(root => RealPath.IsWithin(root, library.RootPath)))];
    }
}
