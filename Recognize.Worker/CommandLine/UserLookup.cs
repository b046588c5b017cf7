using Recognize.Models.Accounts;

namespace Recognize.Worker.CommandLine;

internal static class UserLookup
{
    /// <summary>A user that somebody named.</summary>
    /// <exception cref="CommandFailure">There is none of that name.</exception>
    public static async Task<UserAccount> RequireAsync(
        this AccountDirectory accounts, string name, CancellationToken cancellationToken) =>
        await accounts.FindAsync(name, cancellationToken) ?? throw new CommandFailure($"There is no user '{name}'.");
}
