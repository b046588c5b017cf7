using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// <c>consent show | requests | approval | approve | refuse | withdraw</c>: what users answered about face recognition, and
/// what admins decide. Users answer by <c>users faces</c>.
/// </summary>
internal static class ConsentCommand
{
    public static Command Create(Output output) => new("consent", "What users answered about face recognition, and approval by an admin.")
    {
        CreateShow(output), CreateRequests(output), CreateApproval(output),
        CreateDecision("approve", "Let face recognition begin for a user who agreed.", FaceApprovalDecision.Approve, output),
        CreateDecision("refuse", "Refuse face recognition to a user who agreed.", FaceApprovalDecision.Refuse, output),
        CreateDecision("withdraw", "Take an approval back: face work stops at once, what was found stays.", FaceApprovalDecision.Withdraw, output),
    };

    private static Command CreateShow(Output output)
    {
        var name = UsersCommand.Name();
        var command = new Command("show", "Show where a user stands, and every answer so far.") { name };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var user = await FindAsync(services, parsed.GetValue(name)!, cancellationToken);
            var consents = services.GetRequiredService<FaceConsentLedger>();
            output.Line((await consents.StatusAsync(user.Id, cancellationToken)).Sentence);
            await using var database = await services.GetRequiredService<IDbContextFactory<RecognizeDbContext>>()
                .CreateDbContextAsync(cancellationToken);
            foreach (var entry in await database.FaceConsents.Where(row => row.UserId == user.Id)
                .OrderByDescending(row => row.AnsweredAt).ToListAsync(cancellationToken))
            {
                output.Line(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {entry.AnsweredAt:u} {WordsOf(entry)}, text {entry.TextVersion}, by {Output.Printable(entry.AnsweredBy)}"
                    + $"{(entry.Reason is null ? "" : $": {Output.Printable(entry.Reason)}")}"));
            }
        });
        return command;
    }

    private static Command CreateRequests(Output output)
    {
        var command = new Command("requests", "Show who agreed to face recognition, those who wait for an admin first.");
        JobsCommand.Run(command, async (_, services, cancellationToken) =>
        {
            var approval = services.GetRequiredService<FaceApproval>();
            output.Line(await approval.IsRequiredAsync(cancellationToken)
                ? "An admin has to approve."
                : "Users decide for themselves; \"consent approval on\" changes that.");
            foreach (var entry in await approval.ListAsync(cancellationToken))
                output.Line($"{entry.UserName,-24} {entry.Status.State}");
        });
        return command;
    }

    private static Command CreateApproval(Output output)
    {
        var answer = new Argument<string>("ANSWER") { Description = "on or off." };
        answer.AcceptOnlyFromAmong("on", "off");
        var existing = new Option<string>("--existing")
        {
            Description = "With on: \"ask\" stops face work of users who agreed before until an admin approves; \"keep\" approves them.",
            DefaultValueFactory = _ => "ask",
        };
        existing.AcceptOnlyFromAmong("ask", "keep");
        var command = new Command("approval", "Whether an admin has to approve before a user's faces are recognised.") { answer, existing };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var approval = services.GetRequiredService<FaceApproval>();
            if (parsed.GetValue(answer) == "off")
            {
                var waited = await approval.DropAsync(AuditActor.CommandLine, cancellationToken);
                output.Line($"Users decide for themselves. {waited} who waited for approval have it now.");
                return;
            }
            var keep = parsed.GetValue(existing) == "keep";
            var users = await approval.RequireAsync(
                keep ? ExistingConsents.Keep : ExistingConsents.Ask, AuditActor.CommandLine, cancellationToken);
            output.Line("An admin has to approve from now on.");
            output.Line(keep
                ? $"{users} users whose faces were recognised are approved."
                : $"{users} users whose faces were recognised wait for approval, and no face of theirs is looked at until then: ./recognize consent requests");
        });
        return command;
    }

    private static Command CreateDecision(string verb, string description, FaceApprovalDecision decision, Output output)
    {
        var name = UsersCommand.Name();
        var reason = new Option<string?>("--reason") { Description = "Shown to the user." };
        var command = new Command(verb, description) { name };
        if (decision != FaceApprovalDecision.Approve)
            command.Options.Add(reason);
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var user = await FindAsync(services, parsed.GetValue(name)!, cancellationToken);
            var outcome = await services.GetRequiredService<FaceApproval>().DecideAsync(
                user.Id, decision, decision == FaceApprovalDecision.Approve ? null : parsed.GetValue(reason),
                AuditActor.CommandLine, cancellationToken);
            output.Line(outcome switch
            {
                FaceApprovalOutcome.NotRequired => throw new CommandFailure(
                    "Users decide for themselves here; \"./recognize consent approval on\" changes that."),
                FaceApprovalOutcome.NothingToDecide => throw new CommandFailure(
                    $"There is nothing to {verb} for '{user.Name}'; see ./recognize consent show {user.Name}"),
                FaceApprovalOutcome.NotFound => throw new CommandFailure($"There is no user '{user.Name}'."),
                _ => decision switch
                {
                    FaceApprovalDecision.Approve => $"Faces of '{user.Name}' are recognised from now on.",
                    FaceApprovalDecision.Refuse => $"'{user.Name}' is refused; no face was looked at.",
                    _ => $"No face of '{user.Name}' is looked at any more. What was found stays: ./recognize erase faces {user.Name} erases it.",
                },
            });
        });
        return command;
    }

    private static string WordsOf(FaceConsent entry) => entry.Kind switch
    {
        FaceConsentKind.Request => "agreed, waits for approval",
        FaceConsentKind.Approval => "approved",
        FaceConsentKind.Refusal => "refused by an admin",
        FaceConsentKind.Withdrawal => "approval taken back",
        FaceConsentKind.NewText => "paused, the text asks for more",
        _ => entry.Given ? "agreed" : "declined",
    };

    private static Task<UserAccount> FindAsync(IServiceProvider services, string name, CancellationToken cancellationToken) =>
        services.GetRequiredService<AccountDirectory>().RequireAsync(name, cancellationToken);
}
