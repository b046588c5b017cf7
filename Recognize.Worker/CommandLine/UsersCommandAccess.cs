using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;

namespace Recognize.Worker.CommandLine;

/// <summary><c>users invite | link | disable | enable | admin | provider | tokens | revoke</c>: who may get in, and how.</summary>
internal static class UsersCommandAccess
{
    public static IEnumerable<Command> Create(Output output) =>
    [
        CreateInvite(output), CreateLink(output), CreateDisabled("disable", "Keep a user out, at once.", true, output),
        CreateDisabled("enable", "Let a user in again.", false, output), CreateAdmin(output), CreateProvider(output),
        CreateTokens(output), CreateRevoke(output),
    ];

    private static Command CreateInvite(Output output)
    {
        var name = UsersCommand.Name();
        var admin = new Option<bool>("--admin") { Description = "May administrate." };
        var command = new Command("invite", "Make a user; prints a one-time link by which the user chooses a password.") { name, admin };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) => Print(output,
            await services.GetRequiredService<UserAdministration>().InviteAsync(
                parsed.GetValue(name)!, parsed.GetValue(admin), AuditActor.CommandLine, cancellationToken)));
        return command;
    }

    private static Command CreateLink(Output output)
    {
        var name = UsersCommand.Name();
        var command = new Command("link", "Make a one-time link by which a user who lost the password chooses a new one.") { name };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var user = await FindAsync(services, parsed.GetValue(name)!, cancellationToken);
            Print(output, await services.GetRequiredService<PasswordLinks>().MakeAsync(user.Id, AuditActor.CommandLine, cancellationToken)
                ?? throw new CommandFailure($"'{user.Name}' is disabled: enable the user first."));
        });
        return command;
    }

    private static Command CreateDisabled(string verb, string description, bool isDisabled, Output output)
    {
        var name = UsersCommand.Name();
        var command = new Command(verb, description) { name };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var user = await FindAsync(services, parsed.GetValue(name)!, cancellationToken);
            Check(await services.GetRequiredService<UserAdministration>().SetDisabledAsync(
                user.Id, isDisabled, AuditActor.CommandLine, cancellationToken));
            output.Line(isDisabled ? $"'{user.Name}' is kept out; data and tokens stay." : $"'{user.Name}' may sign in again.");
        });
        return command;
    }

    private static Command CreateAdmin(Output output)
    {
        var name = UsersCommand.Name();
        var answer = new Argument<string>("ANSWER") { Description = "yes or no." };
        answer.AcceptOnlyFromAmong("yes", "no");
        var command = new Command("admin", "Make a user an admin, or take that back; the last admin stays.") { name, answer };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var user = await FindAsync(services, parsed.GetValue(name)!, cancellationToken);
            var isAdmin = parsed.GetValue(answer) == "yes";
            Check(await services.GetRequiredService<UserAdministration>().SetAdminAsync(
                user.Id, isAdmin, AuditActor.CommandLine, cancellationToken));
            output.Line(isAdmin ? $"'{user.Name}' may administrate." : $"'{user.Name}' may not administrate.");
        });
        return command;
    }

    private static Command CreateProvider(Output output)
    {
        var name = UsersCommand.Name();
        var subject = new Argument<string>("SUBJECT") { Description = "The provider's sub of the user; none ends all links." };
        var issuer = new Option<string?>("--issuer")
        {
            Description = "The provider as its tokens name it, where that is not RECOGNIZE_OIDC_AUTHORITY.",
        };
        var command = new Command("provider", "Let a user sign in by the OpenID Connect provider.") { name, subject, issuer };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var user = await FindAsync(services, parsed.GetValue(name)!, cancellationToken);
            var logins = services.GetRequiredService<ProviderLogins>();
            if (parsed.GetValue(subject) == "none")
            {
                output.Line(await logins.UnlinkAsync(user, AuditActor.CommandLine, cancellationToken) ? "unlinked" : "there was no link");
                return;
            }
            var provider = parsed.GetValue(issuer) ?? RecognizeSettings.Read(RecognizeSettings.OidcAuthority)
                ?? throw new CommandFailure($"Name the provider: --issuer, or {RecognizeSettings.OidcAuthority}.");
            if (!await logins.LinkAsync(user, provider, parsed.GetValue(subject)!, AuditActor.CommandLine, cancellationToken))
                throw new CommandFailure("That user of the provider is linked with somebody else.");
            output.Line($"'{user.Name}' may sign in by {provider}.");
        });
        return command;
    }

    private static Command CreateTokens(Output output)
    {
        var name = UsersCommand.Name();
        var command = new Command("tokens", "Show a user's bearer tokens.") { name };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var user = await FindAsync(services, parsed.GetValue(name)!, cancellationToken);
            foreach (var token in await services.GetRequiredService<TokenDirectory>().ListAsync(user.Id, cancellationToken))
            {
                output.Line(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{token.Id} {Output.Printable(token.Name)}: {string.Join(' ', token.Scopes)}; "
                    + $"{(token.LastUsedAt is { } used ? $"last used {used:u}" : "never used")}"
                    + $"{(token.ExpiresAt is { } end ? $"; ends {end:u}" : "")}"));
            }
        });
        return command;
    }

    private static Command CreateRevoke(Output output)
    {
        var name = UsersCommand.Name();
        var id = new Argument<Guid>("TOKEN") { Description = "Its id, from users tokens." };
        var command = new Command("revoke", "End a bearer token for good.") { name, id };
        JobsCommand.Run(command, async (parsed, services, cancellationToken) =>
        {
            var user = await FindAsync(services, parsed.GetValue(name)!, cancellationToken);
            output.Line(await services.GetRequiredService<TokenDirectory>().RevokeTokenAsync(user.Id, parsed.GetValue(id), cancellationToken)
                ? "revoked"
                : throw new CommandFailure($"'{user.Name}' has no such token."));
        });
        return command;
    }

    private static void Print(Output output, NewPasswordLink link)
    {
        output.Line(string.Create(
            CultureInfo.InvariantCulture, $"One-time link for '{link.User.Name}', good until {link.ExpiresAt:u}, shown once:"));
        output.Line(ApiAddress.LinkOf(link.Secret));
    }

    private static void Check(UserChange outcome)
    {
        if (outcome == UserChange.LastAdmin)
            throw new CommandFailure("Nobody else could administrate: make somebody an admin first.");
    }

    private static Task<UserAccount> FindAsync(IServiceProvider services, string name, CancellationToken cancellationToken) =>
        services.GetRequiredService<AccountDirectory>().RequireAsync(name, cancellationToken);
}
