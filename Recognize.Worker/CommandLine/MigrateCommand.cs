using System.CommandLine;

namespace Recognize.Worker.CommandLine;

/// <summary><c>migrate</c>: brings the database up to date and exits.</summary>
internal static class MigrateCommand
{
    public static Command Create(Output output)
    {
        var command = new Command("migrate", "Bring the database's schema up to date.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(output.Line, cancellationToken);
            output.Line("schema: up to date");
        });
        return command;
    }
}
