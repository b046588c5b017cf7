using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace Recognize.Worker.CommandLine;

/// <summary><c>jobs …</c>: what is due, in work, done and failed, and having it done, again, later or not at all.</summary>
internal static class JobsCommand
{
    public static Command Create(Output output)
    {
        var command = new Command("jobs", "Show what is queued, running and failed; ask for work, retry, pause, limit it.");
        Run(command, (_, services, token) => services.GetRequiredService<JobsReport>().PrintAsync(token));
        foreach (var more in JobsCommandFailures.Create().Concat(JobsCommandQueue.Create(output)).Concat(JobsCommandControl.Create(output)))
            command.Subcommands.Add(more);
        return command;
    }

    /// <summary>Gives a command its action: the installation is opened before, and closed after.</summary>
    internal static void Run(Command command, Func<ParseResult, IServiceProvider, CancellationToken, Task> act) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            await act(parsed, installation.Services, cancellationToken);
        });
}
