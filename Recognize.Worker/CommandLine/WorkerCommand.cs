using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Recognize.Worker.CommandLine;

/// <summary><c>work FOLDER…</c>: a worker alone, for service managers and containers; any number share one database.</summary>
internal static class WorkerCommand
{
    public static Command Create(Output output)
    {
        var command = new Command("work", "Run a worker alone until it is stopped.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(output.Line, cancellationToken);
            await installation.Services.GetRequiredService<ModelSetup>().EnsureAsync(cancellationToken);
            using var worker = WorkerHost.Create(installation.Home, installation.ConnectionString);
            output.Line("ready: working");
            await worker.RunAsync(cancellationToken);
        });
        return command;
    }
}
