using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Persistence;

namespace Recognize.Worker.CommandLine;

/// <summary><c>jobs failed</c> and <c>jobs retry</c>.</summary>
internal static class JobsCommandFailures
{
    public static IEnumerable<Command> Create() => [CreateFailed(), CreateRetry()];

    private static Option<AnalysisTask?> Task() =>
        new("--task") { Description = "Only one task: basics, faces, objects, landmarks or music." };

    private static Option<AnalysisErrorKind?> Kind() =>
        new("--kind") { Description = "Only one kind of failure: unreadable, transient or poison." };

    private static Option<string?> User() => new("--user") { Description = "Only one user's files." };

    private static Command CreateFailed()
    {
        var (task, kind, user) = (Task(), Kind(), User());
        var limit = new Option<int>("--limit") { Description = "How many at most.", DefaultValueFactory = _ => 50 };
        var command = new Command("failed", "Show files that could not be analysed, why, and what to do.") { task, kind, user, limit };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var output = services.GetRequiredService<Output>();
            var owner = await OwnerAsync(services, parsed.GetValue(user), cancellationToken);
            var (onlyTask, onlyKind) = (parsed.GetValue(task), parsed.GetValue(kind));
            await using var database = await services.GetRequiredService<IDbContextFactory<RecognizeDbContext>>()
                .CreateDbContextAsync(cancellationToken);
            var failed = database.Analysis
                .Where(entry => entry.State == AnalysisState.Failed || entry.State == AnalysisState.Quarantined)
                .Where(entry => (onlyTask == null || entry.Task == onlyTask) && (onlyKind == null || entry.ErrorKind == onlyKind))
                .Join(
                    database.Media.Where(item => item.RemovedAt == null && (owner == null || item.OwnerId == owner)),
                    entry => entry.MediaId, item => item.Id, (entry, item) => new { entry, item.RelativePath, item.LibraryId })
                .Join(database.Libraries, row => row.LibraryId, library => library.Id,
                    (row, library) => new { row.entry, row.RelativePath, library.RootPath });
            var total = await failed.CountAsync(cancellationToken);
            var rows = await failed.OrderBy(row => row.RootPath).ThenBy(row => row.RelativePath).ThenBy(row => row.entry.Task)
                .Take(parsed.GetValue(limit)).ToListAsync(cancellationToken);
            foreach (var file in rows.GroupBy(row => Path.Join(row.RootPath, row.RelativePath)))
            {
                output.Line(file.Key);
                foreach (var reason in file.GroupBy(row => (row.entry.Reason, row.entry.ErrorKind)))
                {
                    var tasks = string.Join(", ", reason.Select(row => row.entry.Task.ToString().ToLowerInvariant()));
                    output.Line($"  {tasks}: {reason.Key.Reason}");
                    output.Line($"  {FailureAdvice.Of(reason.Key.ErrorKind)}");
                }
            }
            output.Line(total == 0
                ? "nothing has failed"
                : string.Create(CultureInfo.InvariantCulture, $"{rows.Count} of {total} failed task(s); ./recognize jobs retry has them tried again"));
        });
        return command;
    }

    private static Command CreateRetry()
    {
        var (task, kind, user) = (Task(), Kind(), User());
        var command = new Command("retry", "Have failed tasks tried again, all or of one kind.") { task, kind, user };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var due = await services.GetRequiredService<AnalysisRequests>().RetryFailedAsync(
                new RetrySelection
                {
                    OwnerId = await OwnerAsync(services, parsed.GetValue(user), cancellationToken),
                    Task = parsed.GetValue(task),
                    ErrorKind = parsed.GetValue(kind),
                },
                cancellationToken);
            services.GetRequiredService<Output>().Line(
                string.Create(CultureInfo.InvariantCulture, $"{due} task(s) are due again"));
        });
        return command;
    }

    /// <summary>Null without a name.</summary>
    /// <exception cref="CommandFailure">There is no such user.</exception>
    internal static async Task<Guid?> OwnerAsync(IServiceProvider services, string? name, CancellationToken cancellationToken)
    {
        return name is null
            ? null
            : (await services.GetRequiredService<AccountDirectory>().RequireAsync(name, cancellationToken)).Id;
    }
}
