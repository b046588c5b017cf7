using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Erasure;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;

namespace Recognize.Worker.CommandLine;

/// <summary><c>erase user | faces | person | library | everything</c>: asks for an erasure, and waits for its report.</summary>
internal static class EraseCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask." };

    public static Command Create(Output output) => new("erase", "Erase a user, a user's faces, a person, a library, or everything; nothing of it is left in any file.")
    {
        OfUser(output, "user", "Erase a user with all libraries, people, contacts and tokens.", ErasureKind.User),
        OfUser(output, "faces", "Erase all that face recognition has made for a user, and stop it.", ErasureKind.Faces),
        OfPerson(output),
        OfLibrary(output),
        Everything(output),
    };

    private static Command OfUser(Output output, string verb, string description, ErasureKind kind)
    {
        var name = new Argument<string>("NAME") { Description = "The user's name." };
        var command = new Command(verb, description) { name, Yes };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var user = await services.GetRequiredService<AccountDirectory>().RequireAsync(parsed.GetValue(name)!, cancellationToken);
            await RunAsync(
                services, output, parsed, kind, user.Id, $"{verb} {user.Name}", cancellationToken);
        });
        return command;
    }

    private static Command OfPerson(Output output)
    {
        var person = PeopleCommand.Person();
        var command = new Command("person", "Erase one person with all faces, as if they had never been found; or one who is not to be recognised.")
        {
            person, Yes, OwnerOptions.User,
        };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var owner = await services.GetRequiredService<OwnerChoice>()
                .ChooseAsync(parsed.GetValue(OwnerOptions.User), cancellationToken);
            var id = await services.GetRequiredService<PeopleLookup>()
                .AnyPersonAsync(owner.Id, parsed.GetValue(person)!, cancellationToken);
            await RunAsync(services, output, parsed, ErasureKind.Person, id, $"person {id}", cancellationToken);
        });
        return command;
    }

    private static Command OfLibrary(Output output)
    {
        var folder = new Argument<string>("FOLDER") { Description = "The library's folder; the files in it stay." };
        var command = new Command("library", "Erase all that is known of a library's files.") { folder, Yes };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetValue(folder)!));
            await using var database = await services.GetRequiredService<IDbContextFactory<RecognizeDbContext>>()
                .CreateDbContextAsync(cancellationToken);
            var libraries = await database.Libraries.Where(library => library.RootPath == path).ToListAsync(cancellationToken);
            if (libraries.Count == 0)
                throw new CommandFailure($"{path} is no library.");
            // Two users may have the same folder; whoever runs the server means the folder.
            foreach (var library in libraries)
                await RunAsync(services, output, parsed, ErasureKind.Library, library.Id, $"library {path}", cancellationToken);
        });
        return command;
    }

    private static Command Everything(Output output)
    {
        var command = new Command("everything", "Erase all users and all that was set; models stay. Start workers and the API anew afterwards.") { Yes };
        JobsCommand.Run(command, (parsed, services, cancellationToken) =>
            RunAsync(services, output, parsed, ErasureKind.Everything, default, "everything", cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        IServiceProvider services, Output output, ParseResult parsed, ErasureKind kind, Guid target, string what,
        CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(Yes))
            Confirm(output, what);
        var asked = await services.GetRequiredService<ErasureRequests>().AskAsync(
            kind, target, null, AuditActor.CommandLine, cancellationToken);
        var id = asked.JobId ?? throw new CommandFailure(
            asked.Refusal == ErasureRefusal.LastAdmin
                ? "This is the only admin who may sign in: make another one first, or erase everything."
                : $"There is no such {kind.ToString().ToLowerInvariant()}.");
        output.Line($"{id} erase {what}");
        var databases = services.GetRequiredService<IDbContextFactory<RecognizeDbContext>>();
        var clock = services.GetRequiredService<TimeProvider>();
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
        {
            var since = clock.GetUtcNow() - WorkerRecord.LostAfter;
            if (!await database.Workers.AnyAsync(worker => worker.StoppedAt == null && worker.SeenAt > since, cancellationToken))
            {
                output.Line("No worker runs: it begins when one is started (recognize work).");
                return;
            }
        }
        while (true)
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var run = await database.JobRuns.SingleOrDefaultAsync(job => job.Id == id, cancellationToken)
                ?? throw new CommandFailure("The job is gone; see recognize jobs list.");
            if (run.State is JobState.Succeeded)
            {
                output.Line(run.Summary);
                return;
            }
            if (run.State is not (JobState.Queued or JobState.Running))
                throw new CommandFailure(run.Error ?? "The job was cancelled.");
            await Task.Delay(Look, clock, cancellationToken);
        }
    }

    private static void Confirm(Output output, string what)
    {
        if (!Output.IsInteractive)
            throw new CommandFailure("Nobody can be asked here: add --yes.");
        output.Line($"This cannot be taken back. Type \"{what}\" to erase {what}:");
        if (Console.ReadLine()?.Trim() != what)
            throw new CommandFailure("Nothing was erased.");
    }
}
