using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// <c>work FOLDER…</c>: a worker alone, for service managers and containers; any number share one database.
/// </summary>
internal static class WorkerCommand
{
    public static Command Create(Output output)
    {
        var folders = new Argument<string[]>("FOLDER")
        {
            Description = "Folders to add to the library.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("work", "Run a worker alone until it is stopped.")
        {
            folders, OwnerOptions.User, OwnerOptions.Faces,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var named = parsed.GetValue(folders) ?? [];
            LibrarySetup.Check(named);
            await using var installation = await Installation.OpenAsync(output.Line, cancellationToken, isPatient: true);
            var setup = installation.Services.GetRequiredService<LibrarySetup>();
            await installation.Retry.RunAsync(
                token => setup.PrepareAsync(
                    named, parsed.GetValue(OwnerOptions.User), parsed.GetValue(OwnerOptions.Faces), token),
                cancellationToken);
            output.Line("ready: working");
            await WorkerRun.RunAsync(installation.Home, installation.Database, output.Line, cancellationToken);
            output.Line("stopped");
        });
        return command;
    }
}
