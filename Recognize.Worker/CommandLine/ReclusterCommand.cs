using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Accounts;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Reclustering;
using Recognize.Worker.Jobs;

namespace Recognize.Worker.CommandLine;

/// <summary><c>recluster</c>: groups all faces of a user anew, beside the people there are, and applies it when told to.</summary>
internal static class ReclusterCommand
{
    private static readonly Option<bool> Preview = new("--preview")
    {
        Description = "Only show what would change (the default where nobody can be asked).",
    };

    private static readonly Option<string?> Apply = new("--apply")
    {
        Description = "Apply a preview; its id or the end of it.", HelpName = "ID",
    };

    private static readonly Option<string?> Undo = new("--undo")
    {
        Description = "Take an applied recluster back: everything is as it was before.", HelpName = "ID",
    };

    private static readonly Option<string?> Cancel = new("--cancel")
    {
        Description = "Stop one that is under way, or throw a preview away.", HelpName = "ID",
    };

    private static readonly Option<bool> List = new("--list") { Description = "Show the latest ones." };

    private static readonly Option<float?> Threshold = new("--threshold")
    {
        Description = "Shift all limits of similarity, -0.2 to 0.2: above 0 purer groups, below 0 more complete ones.",
    };

    private static readonly Option<int?> MinimumSize = new("--minimum-size")
    {
        Description = "Least number of good faces that make a new person; default 2.",
    };

    private static readonly Option<float?> MinimumQuality = new("--minimum-quality")
    {
        Description = "Least quality, 0 to 1, of a face that founds a person.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON." };

    public static Command Create(Output output)
    {
        var command = new Command("recluster", "Group all faces of a user anew: look at the result, apply it, take it back.")
        {
            OwnerOptions.User, Preview, Apply, Undo, Cancel, List, Threshold, MinimumSize, MinimumQuality, Json,
        };
        command.Validators.Add(result =>
        {
            var actions = new[] { result.GetValue(Apply), result.GetValue(Undo), result.GetValue(Cancel) }
                .Count(id => id is not null);
            if (actions + (result.GetValue(List) ? 1 : 0) + (result.GetValue(Preview) ? 1 : 0) > 1)
                result.AddError("Choose one of --preview, --apply, --undo, --cancel and --list.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            try
            {
                await RunAsync(installation.Services, parsed, output, cancellationToken);
            }
            catch (ActRefusedException refused)
            {
                throw new CommandFailure(refused.Message);
            }
        });
        return command;
    }

    private static async Task RunAsync(
        IServiceProvider services, ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var owner = await OwnerAsync(services, parsed.GetValue(OwnerOptions.User), cancellationToken);
        var runs = services.GetRequiredService<ReclusterRuns>();
        var printer = new ReclusterPrinter(services.GetRequiredService<ReclusterPreview>(), owner, output, parsed.GetValue(Json));
        var actor = new ActActor(null, "command line");
        if (parsed.GetValue(List))
        {
            printer.List(await runs.ListAsync(owner.Id, cancellationToken));
            return;
        }
        if (parsed.GetValue(Apply) is { } apply)
        {
            var chosen = await ChooseAsync(runs, owner, apply, cancellationToken);
            printer.Applied(await services.GetRequiredService<ReclusterApplication>()
                .ApplyAsync(owner.Id, actor, chosen.Id, cancellationToken));
            return;
        }
        if (parsed.GetValue(Undo) is { } undo)
        {
            var chosen = await ChooseAsync(runs, owner, undo, cancellationToken);
            printer.Undone(await services.GetRequiredService<ReclusterApplication>()
                .UndoAsync(owner.Id, actor, chosen.Id, cancellationToken));
            return;
        }
        if (parsed.GetValue(Cancel) is { } cancel)
        {
            var chosen = await ChooseAsync(runs, owner, cancel, cancellationToken);
            await runs.CancelAsync(owner.Id, chosen.Id, cancellationToken);
            printer.Cancelled((await runs.FindAsync(owner.Id, chosen.Id, cancellationToken))!);
            return;
        }

        var work = services.GetRequiredService<ReclusterWork>();
        if (!work.IsPossible)
            throw new CommandFailure("No face models are installed: ./recognize models pull");
        var run = await runs.RequestAsync(
            owner.Id, actor, await SettingsAsync(runs, owner.Id, parsed, cancellationToken), cancellationToken);
        run = await new ReclusterWait(runs, work, printer).RunAsync(run, cancellationToken);
        await printer.PreviewAsync(run, cancellationToken);
        if (Output.IsInteractive && !parsed.GetValue(Preview) && !parsed.GetValue(Json) && ReclusterPrinter.Ask("Apply this? [y/N] "))
            printer.Applied(await services.GetRequiredService<ReclusterApplication>()
                .ApplyAsync(owner.Id, actor, run.Id, cancellationToken));
    }

    private static async Task<UserAccount> OwnerAsync(
        IServiceProvider services, string? name, CancellationToken cancellationToken)
    {
        var accounts = services.GetRequiredService<AccountDirectory>();
        if (name is null)
        {
            try
            {
                return await accounts.FirstAsync(cancellationToken);
            }
            catch (InvalidOperationException)
            {
                throw new CommandFailure("There is no user yet: ./recognize index FOLDER makes the first one.");
            }
        }
        return await accounts.RequireAsync(name, cancellationToken);
    }

    /// <summary>What is not said stays as it is in effect for the owner.</summary>
    private static async Task<ReclusterSettings> SettingsAsync(
        ReclusterRuns runs, Guid ownerId, ParseResult parsed, CancellationToken cancellationToken)
    {
        var current = await runs.SettingsAsync(ownerId, cancellationToken);
        return new ReclusterSettings(
            parsed.GetValue(Threshold) ?? current.Threshold,
            parsed.GetValue(MinimumSize) ?? current.MinimumSize,
            parsed.GetValue(MinimumQuality) ?? current.MinimumQuality);
    }

    private static async Task<ReclusterRun> ChooseAsync(
        ReclusterRuns runs, UserAccount owner, string typed, CancellationToken cancellationToken)
    {
        if (typed.Length < 4)
            throw new CommandFailure("Give at least four characters of the id.");
        var found = (await runs.ListAsync(owner.Id, cancellationToken))
            .Where(run => run.Id.ToString().EndsWith(typed, StringComparison.OrdinalIgnoreCase)).ToList();
        return found switch
        {
            [var run] => run,
            [] => throw new CommandFailure($"{owner.Name} has no recluster '{typed}'; --list shows all."),
            _ => throw new CommandFailure($"'{typed}' is the end of several ids: give more of it."),
        };
    }
}
