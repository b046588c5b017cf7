using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Worker.Jobs;
using Recognize.Worker.Scanning;

namespace Recognize.Worker.CommandLine;

/// <summary><c>jobs list | scan | analyse | run | cancel | schedule</c>.</summary>
internal static class JobsCommandQueue
{
    private const string Terminal = "command line";

    public static IEnumerable<Command> Create(Output output) =>
        [CreateList(output), CreateScan(output), CreateAnalyse(output), CreateRun(output), CreateCancel(output), CreateSchedule(output), CreateWatch(output)];

    private static Command CreateList(Output output)
    {
        var kind = new Option<string?>("--kind") { Description = $"Only one kind: {string.Join(", ", JobKinds.All)}." };
        var limit = new Option<int>("--limit") { Description = "How many at most.", DefaultValueFactory = _ => 30 };
        var command = new Command("list", "Show jobs, the latest request first.") { kind, limit };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            await using var database = await OpenAsync(services, cancellationToken);
            var only = parsed.GetValue(kind);
            var runs = await database.JobRuns.Where(run => only == null || run.Kind == only)
                .OrderByDescending(run => run.RequestedAt).Take(parsed.GetValue(limit)).ToListAsync(cancellationToken);
            foreach (var run in runs)
                output.Line(JobLine.Of(run, services.GetRequiredService<TimeProvider>().GetUtcNow()));
        });
        return command;
    }

    private static Argument<string[]> Paths() => new("PATH")
    {
        Description = "Files or folders in libraries; all libraries without one.", Arity = ArgumentArity.ZeroOrMore,
    };

    private static Command CreateScan(Output output)
    {
        var paths = Paths();
        var accept = new Option<bool>("--accept-removals")
        {
            Description = "What is missing is gone: emptied folders and lost disks hold nothing back. Whole libraries only.",
        };
        var command = new Command("scan", "Ask for a scan of all libraries, or of some files and folders.") { paths, accept };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            foreach (var (library, path) in await FindAsync(services, parsed.GetValue(paths) ?? [], cancellationToken))
            {
                if (parsed.GetValue(accept) && path.Length > 0)
                    throw new CommandFailure("--accept-removals is for whole libraries: name the library's folder, or none.");
                var subject = parsed.GetValue(accept) ? ScanExtent.WholeAcceptingRemovals.Subject : path;
                var id = await services.GetRequiredService<JobRequests>().RequestAsync(
                    new JobRequest(JobKinds.Scan, library.OwnerId, library.Id, subject, Terminal, JobPriorities.Asked), cancellationToken);
                output.Line($"{id} scan of {Path.Join(library.RootPath, path)}");
            }
        });
        return command;
    }

    private static Command CreateAnalyse(Output output)
    {
        var paths = Paths();
        var command = new Command("analyse", "Have all files, or some files and folders, analysed anew.") { paths };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            foreach (var (library, path) in await FindAsync(services, parsed.GetValue(paths) ?? [], cancellationToken))
            {
                var id = await services.GetRequiredService<JobRequests>().RequestAsync(
                    new JobRequest(JobKinds.Analyse, library.OwnerId, library.Id, path, Terminal, JobPriorities.Asked), cancellationToken);
                output.Line($"{id} analysis of {Path.Join(library.RootPath, path)}");
            }
        });
        return command;
    }

    private static Command CreateRun(Output output)
    {
        string[] kinds = [JobKinds.Group, JobKinds.Contacts, JobKinds.Export, JobKinds.Thumbnails, JobKinds.CleanUp];
        var kind = new Argument<string>("KIND") { Description = string.Join(", ", kinds) };
        kind.AcceptOnlyFromAmong(kinds);
        var command = new Command("run", "Ask for a job of another kind; those of users are asked for all of them, or for --user.")
        {
            kind, OwnerOptions.User,
        };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var wanted = parsed.GetValue(kind)!;
            IReadOnlyList<Guid?> owners = [null];
            if (wanted is JobKinds.Group or JobKinds.Contacts or JobKinds.Export)
            {
                await using var database = await OpenAsync(services, cancellationToken);
                owners = await JobsCommandFailures.OwnerAsync(services, parsed.GetValue(OwnerOptions.User), cancellationToken) is { } one
                    ? [one]
                    : await database.Users.OrderBy(user => user.Id).Select(user => (Guid?)user.Id).ToListAsync(cancellationToken);
            }
            foreach (var owner in owners)
            {
                var id = await services.GetRequiredService<JobRequests>().RequestAsync(
                    new JobRequest(wanted, owner, null, "", Terminal, JobPriorities.Asked), cancellationToken);
                output.Line($"{id} {wanted}");
            }
        });
        return command;
    }

    private static Command CreateCancel(Output output)
    {
        var id = new Argument<Guid>("ID") { Description = "As shown by jobs list." };
        var command = new Command("cancel", "Cancel a job that waits, or stop one that runs.") { id };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            if (!await services.GetRequiredService<JobRequests>().CancelAsync(parsed.GetValue(id), cancellationToken))
                throw new CommandFailure("There is no such job, or it has ended already.");
            output.Line("cancelled; a job that runs is stopped within seconds");
        });
        return command;
    }

    private static Command CreateSchedule(Output output)
    {
        var folder = new Argument<string>("FOLDER") { Description = "A library's folder." };
        var cron = new Argument<string>("CRON") { Description = "A line of crontab such as \"0 3 * * *\", or: default." };
        var command = new Command("schedule", "Set when a library is scanned besides being watched.") { folder, cron };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var text = parsed.GetValue(cron)!;
            var wanted = text == "default" ? null : text;
            if (wanted is not null && !ScanSchedule.IsValid(wanted))
                throw new CommandFailure($"'{wanted}' is no line of crontab: five fields such as \"0 3 * * *\".");
            var root = await ChangeAsync(
                services, parsed.GetValue(folder)!, update => update.SetProperty(library => library.ScanCron, wanted), cancellationToken);
            output.Line($"{root}: scanned by {wanted ?? $"{ScanSchedule.Default} (the default)"}; workers follow within half a minute");
        });
        return command;
    }

    private static Command CreateWatch(Output output)
    {
        var folder = new Argument<string>("FOLDER") { Description = "A library's folder." };
        var state = new Argument<string>("STATE") { Description = "on or off" };
        state.AcceptOnlyFromAmong("on", "off");
        var command = new Command("watch", "Watch a library for changes, or leave it to its schedule.") { folder, state };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var isOn = parsed.GetValue(state) == "on";
            var root = await ChangeAsync(
                services, parsed.GetValue(folder)!, update => update.SetProperty(library => library.IsWatched, isOn), cancellationToken);
            output.Line($"{root}: {(isOn ? "watched" : "not watched")}");
        });
        return command;
    }

    /// <summary>Changes the libraries of a folder; returns its real path.</summary>
    /// <exception cref="CommandFailure">There is none.</exception>
    private static async Task<string> ChangeAsync(
        IServiceProvider services, string folder, Action<UpdateSettersBuilder<MediaLibrary>> change, CancellationToken cancellationToken)
    {
        await using var database = await OpenAsync(services, cancellationToken);
        var root = RealPath.Resolve(folder);
        return await database.Libraries.Where(library => library.RootPath == root).ExecuteUpdateAsync(change, cancellationToken) > 0
            ? root
            : throw new CommandFailure($"There is no library at '{root}'.");
    }

    /// <summary>The library each path lies in, with the path from its root; all libraries without paths.</summary>
    /// <exception cref="CommandFailure">A path lies in no library.</exception>
    private static async Task<IReadOnlyList<(MediaLibrary Library, string Path)>> FindAsync(
        IServiceProvider services, string[] paths, CancellationToken cancellationToken)
    {
        await using var database = await OpenAsync(services, cancellationToken);
        var libraries = await database.Libraries.OrderBy(library => library.RootPath).ToListAsync(cancellationToken);
        if (paths.Length == 0)
            return [.. libraries.Select(library => (library, ""))];
        var found = new List<(MediaLibrary, string)>();
        foreach (var path in paths)
        {
            var real = RealPath.Resolve(path);
            var holding = libraries.FindAll(library => RealPath.IsWithin(real, library.RootPath));
            if (holding.Count == 0)
                throw new CommandFailure($"'{path}' lies in no library.");
            found.AddRange(holding.Select(library =>
                (library, real == library.RootPath ? "" : Path.GetRelativePath(library.RootPath, real))));
        }
        return found;
    }

    private static Task<RecognizeDbContext> OpenAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<IDbContextFactory<RecognizeDbContext>>().CreateDbContextAsync(cancellationToken);
}
