namespace Recognize.Models.Accounts;

/// <summary>Somebody who signs in and owns libraries. Stored in <c>users</c>.</summary>
public sealed class UserAccount
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Sign-in name as typed by its maker; unique without regard to case.</summary>
    public required string Name { get; set; }

    /// <summary><see cref="Name"/> in lower case (invariant): what look-ups and the unique index use.</summary>
    public required string NormalizedName { get; set; }

    /// <summary>Made by ASP.NET Core Identity's hasher.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>True until the printed one-time password has been replaced.</summary>
    public bool MustChangePassword { get; set; }

    public bool IsAdmin { get; set; }

    /// <summary>Since when the user is kept out; null for everybody who may sign in.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;
}
