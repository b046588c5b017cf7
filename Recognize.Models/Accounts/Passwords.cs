namespace Recognize.Models.Accounts;

/// <summary>
/// The rules for passwords that people choose: length, and none of the commonest, as NIST SP 800-63B section 5.1.1 advises.
/// </summary>
public static class Passwords
{
    public const int MinLength = 10;

    /// <summary>Bounds the work of one sign-in attempt.</summary>
    public const int MaxLength = 256;

    /// <summary>Why a new password is refused, as a sentence for whoever typed it, or null when it is fine.</summary>
    public static string? Problem(string newPassword, string oldPassword)
    {
        if (newPassword.Length < MinLength)
            return $"The new password needs at least {MinLength} characters.";
        if (newPassword.Length > MaxLength)
            return $"The new password must not be longer than {MaxLength} characters.";
        if (CommonPasswords.Holds(newPassword))
            return "The new password is one of those that are guessed first.";
        return newPassword == oldPassword ? "The new password must differ from the old one." : null;
    }
}
