namespace Recognize.Models.Accounts;

/// <summary>What the very first start made. Both secrets are shown once and stored only as hashes.</summary>
/// <param name="User">The first user, an admin.</param>
/// <param name="OneTimePassword">Must be replaced at the first sign-in.</param>
/// <param name="Token">A bearer token with every scope.</param>
public sealed record FirstStart(UserAccount User, string OneTimePassword, string Token);

/// <summary>A new or reset account with the password that is shown once.</summary>
public sealed record AccountWithPassword(UserAccount User, string OneTimePassword);

/// <summary>A one-time link, whose secret is shown once and stored only as a hash.</summary>
/// <param name="User">Whose password it sets.</param>
/// <param name="Secret">What the link holds.</param>
/// <param name="ExpiresAt">When it is worth nothing any more.</param>
public sealed record NewPasswordLink(UserAccount User, string Secret, DateTimeOffset ExpiresAt);

/// <summary>How a change of a user by an admin ended.</summary>
public enum UserChange
{
    /// <summary>It is so now.</summary>
    Changed,

    NotFound,

    /// <summary>Nobody could administrate any more: nothing was changed.</summary>
    LastAdmin,
}

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

/// <summary>A token that cannot be made; the message is a sentence for whoever asked for it.</summary>
public sealed class InvalidTokenException(string message) : Exception(message);

/// <summary>A user as admins see one.</summary>
/// <param name="User">The user.</param>
/// <param name="LinkExpiresAt">Until when an unused one-time link is good; null when there is none.</param>
/// <param name="SeenAt">The last request of a session; null when there is none.</param>
public sealed record UserOverview(UserAccount User, DateTimeOffset? LinkExpiresAt, DateTimeOffset? SeenAt);
