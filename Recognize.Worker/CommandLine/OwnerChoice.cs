using Recognize.Models.Accounts;

namespace Recognize.Worker.CommandLine;

/// <summary>Settles whose library it is, makes the first user, and asks for consent to face recognition.</summary>
internal sealed class OwnerChoice(AccountDirectory accounts, FaceConsentLedger consents, Output output)
{
    /// <summary>The named user; the only or first one without a name; made when there is none yet.</summary>
    /// <exception cref="CommandFailure">The named user does not exist.</exception>
    public async Task<UserAccount> ChooseAsync(string? name, CancellationToken cancellationToken)
    {
        var firstName = name ?? DefaultName();
        if (await accounts.EnsureFirstUserAsync(firstName, cancellationToken) is { } first)
        {
            output.Line();
            output.Line($"First user '{first.User.Name}' made. Shown once, keep them:");
            output.Line($"  one-time password: {first.OneTimePassword}");
            output.Line($"  API token:         {first.Token}");
            output.Line();
            return first.User;
        }
        if (name is null)
            return await accounts.FirstAsync(cancellationToken);
        return await accounts.FindAsync(name, cancellationToken)
            ?? throw new CommandFailure($"There is no user '{name}'. Make one with: ./recognize users add {name}");
    }

    /// <summary>Whether faces may be recognised: the stored answer, else <c>--faces</c>, else a question at a terminal.</summary>
    public async Task<bool> AskForFacesAsync(UserAccount owner, bool isAnsweredYes, CancellationToken cancellationToken)
    {
        if (await consents.IsGivenAsync(owner.Id, cancellationToken))
            return true;
        if (isAnsweredYes)
        {
            await consents.RecordAsync(owner.Id, true, $"{owner.Name} by --faces", cancellationToken);
            return true;
        }
        if (Output.IsInteractive && !await consents.IsAnsweredAsync(owner.Id, cancellationToken))
        {
            output.Line();
            output.Line(FaceConsentText.Text);
            output.Line();
            Console.Write("Recognise faces? [y/N] ");
            var isYes = Console.ReadLine()?.Trim() is { Length: > 0 } answer
                && answer.StartsWith("y", StringComparison.OrdinalIgnoreCase);
            await consents.RecordAsync(owner.Id, isYes, $"{owner.Name} at the terminal", cancellationToken);
            if (isYes)
                return true;
        }
        output.Line("faces: not recognised, since their owner has not agreed (add --faces to agree)");
        return false;
    }

    private static string DefaultName() => Environment.UserName is { Length: > 0 } name and not "root" ? name : "admin";
}
