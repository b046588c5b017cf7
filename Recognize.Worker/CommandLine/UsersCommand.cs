using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Worker.CommandLine;

/// <summary><c>users list | add | token | reset-password | faces</c>, and what <see cref="UsersCommandAccess"/> adds.</summary>
internal static class UsersCommand
{
    public static Command Create(Output output)
    {
        var command = new Command("users", "List and change users.")
        {
            CreateList(output), CreateAdd(output), CreateToken(output), CreateReset(output), CreateFaces(output),
        };
        foreach (var more in UsersCommandAccess.Create(output))
            command.Subcommands.Add(more);
        return command;
    }

    internal static Argument<string> Name() => new("NAME") { Description = "The user's name." };

    private static Command CreateList(Output output)
    {
        var command = new Command("list", "Show all users.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            await using var database = await installation.Services
                .GetRequiredService<IDbContextFactory<RecognizeDbContext>>().CreateDbContextAsync(cancellationToken);
            var consents = installation.Services.GetRequiredService<FaceConsentLedger>();
            foreach (var user in await database.Users.OrderBy(user => user.Name).ToListAsync(cancellationToken))
            {
                var faces = (await consents.StatusAsync(user.Id, cancellationToken)).State switch
                {
                    FaceConsentState.Given => "faces recognised",
                    FaceConsentState.WaitsForApproval => "no faces, waits for approval",
                    _ => "no faces",
                };
                output.Line($"{user.Name,-24} {(user.IsAdmin ? "admin" : "user"),-6} {faces}{(user.DisabledAt is null ? "" : ", disabled")}");
            }
        });
        return command;
    }

    private static Command CreateAdd(Output output)
    {
        var name = Name();
        var admin = new Option<bool>("--admin") { Description = "May administrate." };
        var command = new Command("add", "Make a user; prints a one-time password.") { name, admin };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            var accounts = installation.Services.GetRequiredService<AccountDirectory>();
            var wanted = parsed.GetValue(name)!;
            if (await accounts.FindAsync(wanted, cancellationToken) is not null)
                throw new CommandFailure($"There is a user '{wanted}' already.");
            var made = await accounts.CreateUserAsync(wanted, parsed.GetValue(admin), cancellationToken);
            output.Line($"User '{made.User.Name}' made. One-time password, shown once: {made.OneTimePassword}");
        });
        return command;
    }

    private static Command CreateToken(Output output)
    {
        var name = Name();
        var label = new Option<string>("--label") { Description = "What the token is for.", DefaultValueFactory = _ => "command line" };
        var scope = new Option<string[]>("--scope")
        {
            Description = $"What it may do, all of it without this: {string.Join(", ", TokenScopes.All)}.", AllowMultipleArgumentsPerToken = true,
        };
        scope.AcceptOnlyFromAmong([.. TokenScopes.All]);
        var days = new Option<int?>("--days") { Description = "How long it is good; until it is revoked without this." };
        var command = new Command("token", "Make a bearer token; prints it once.") { name, label, scope, days };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            var user = await FindAsync(installation, parsed.GetValue(name)!, cancellationToken);
            var token = await installation.Services.GetRequiredService<TokenDirectory>().IssueTokenAsync(
                user.Id, parsed.GetValue(label)!, parsed.GetValue(scope) is { Length: > 0 } some ? some : TokenScopes.All,
                parsed.GetValue(days) switch
                {
                    null => null,
                    <= 0 or > 36_500 => throw new CommandFailure("--days must be 1 to 36500."),
                    { } good => DateTimeOffset.UtcNow.AddDays(good),
                },
                cancellationToken);
            output.Line(token);
        });
        return command;
    }

    private static Command CreateReset(Output output)
    {
        var name = Name();
        var command = new Command("reset-password", "Give a user a new one-time password.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            var accounts = installation.Services.GetRequiredService<AccountDirectory>();
            var reset = await accounts.ResetPasswordAsync(parsed.GetValue(name)!, cancellationToken)
                ?? throw new CommandFailure($"There is no user '{parsed.GetValue(name)}'.");
            output.Line($"One-time password of '{reset.User.Name}', shown once: {reset.OneTimePassword}");
        });
        return command;
    }

    private static Command CreateFaces(Output output)
    {
        var name = Name();
        var answer = new Argument<string>("ANSWER") { Description = "yes or no." };
        answer.AcceptOnlyFromAmong("yes", "no");
        var command = new Command("faces", "Record a user's answer to face recognition.") { name, answer };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            var user = await FindAsync(installation, parsed.GetValue(name)!, cancellationToken);
            var isGiven = parsed.GetValue(answer) == "yes";
            var consents = installation.Services.GetRequiredService<FaceConsentLedger>();
            output.Line(consents.Text.Text);
            var status = await consents.RecordAsync(
                user.Id, isGiven, $"{user.Name} by users faces", AuditActor.CommandLine, cancellationToken);
            output.Line(status.State switch
            {
                FaceConsentState.Given => "Recorded: faces may be recognised.",
                FaceConsentState.WaitsForApproval =>
                    $"Recorded; an admin has to approve, and until then no face is looked at: ./recognize consent approve {user.Name}",
                _ => "Recorded: faces are not recognised. What was found stays until it is erased.",
            });
        });
        return command;
    }

    private static Task<UserAccount> FindAsync(
        Installation installation, string name, CancellationToken cancellationToken) =>
        installation.Services.GetRequiredService<AccountDirectory>().RequireAsync(name, cancellationToken);
}
