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

    /// <summary>
    /// Whether faces may be recognised: the stored answer, else <c>--faces</c>, else a question at a terminal. The option
    /// may stand in a service's command line: it never changes an answer that was given.
    /// </summary>
    public async Task<bool> AskForFacesAsync(UserAccount owner, bool isAnsweredYes, CancellationToken cancellationToken)
    {
        var status = await consents.StatusAsync(owner.Id, cancellationToken);
        if (status.State == FaceConsentState.Unanswered && isAnsweredYes)
            status = await consents.RecordAsync(owner.Id, true, $"{owner.Name} by --faces", cancellationToken);
        else if (status.State is FaceConsentState.Unanswered or FaceConsentState.TextChanged && Output.IsInteractive)
            status = await AskAsync(owner, cancellationToken);
        if (status.State == FaceConsentState.Given)
            return true;
        output.Line(status.State switch
        {
            FaceConsentState.Unanswered => "faces: not recognised, since their owner has not agreed (add --faces to agree)",
            FaceConsentState.WaitsForApproval or FaceConsentState.Refused or FaceConsentState.ApprovalWithdrawn =>
                $"faces: {status.Sentence} (./recognize consent approve {owner.Name})",
            _ => $"faces: {status.Sentence} (to agree: ./recognize users faces {owner.Name} yes)",
        });
        return false;
    }

    private async Task<FaceConsentStatus> AskAsync(UserAccount owner, CancellationToken cancellationToken)
    {
        output.Line();
        output.Line(consents.Text.Text);
        output.Line();
        Console.Write("Recognise faces? [y/N] ");
        var isYes = Console.ReadLine()?.Trim() is { Length: > 0 } answer
            && answer.StartsWith("y", StringComparison.OrdinalIgnoreCase);
        return await consents.RecordAsync(owner.Id, isYes, $"{owner.Name} at the terminal", cancellationToken);
    }

    private static string DefaultName() => Environment.UserName is { Length: > 0 } name and not "root" ? name : "admin";
}
