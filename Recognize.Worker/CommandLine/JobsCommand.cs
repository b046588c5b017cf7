using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Recognize.Models.Library;

namespace Recognize.Worker.CommandLine;

/// <summary><c>jobs</c>: what is due, in work, done and failed, by task.</summary>
internal static class JobsCommand
{
    public static Command Create(Output output)
    {
        var command = new Command("jobs", "Show what is queued, running and failed.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            await using var query = installation.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
                """
                SELECT a.task, a.state, count(*) FROM analysis a JOIN media m ON m.id = a.media_id
                WHERE m.removed_at IS NULL GROUP BY a.task, a.state ORDER BY a.task, a.state
                """);
            await using var reader = await query.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var (task, state) = ((AnalysisTask)reader.GetInt16(0), (AnalysisState)reader.GetInt16(1));
                output.Line($"{task,-10} {state,-12} {reader.GetInt64(2),10}");
            }
        });
        return command;
    }
}
