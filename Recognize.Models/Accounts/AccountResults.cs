namespace Recognize.Models.Accounts;

/// <summary>What the very first start made. Both secrets are shown once and stored only as hashes.</summary>
/// <param name="User">The first user, an admin.</param>
/// <param name="OneTimePassword">Must be replaced at the first sign-in.</param>
/// <param name="Token">A bearer token with every scope.</param>
public sealed record FirstStart(UserAccount User, string OneTimePassword, string Token);

/// <summary>A new or reset account with the password that is shown once.</summary>
public sealed record AccountWithPassword(UserAccount User, string OneTimePassword);

/// <summary>Who a valid bearer token speaks for, and what it may do.</summary>
public sealed record AuthenticatedToken(Guid TokenId, UserAccount User, IReadOnlyList<string> Scopes);

/// <summary>How a wish for a new password ended.</summary>
public enum PasswordChange
{
    Changed,

    /// <summary>The old password was wrong, or there is no such user.</summary>
    WrongPassword,

    /// <summary>The new one breaks a rule; see <see cref="Passwords.Problem"/>.</summary>
    Unacceptable,
}

/// <summary>A name that cannot be taken; the message is a sentence for whoever typed it.</summary>
public sealed class InvalidUserNameException(string message) : Exception(message);
