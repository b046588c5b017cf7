namespace Recognize.Models.Sharing;

/// <summary>What a share says besides of what and to whom.</summary>
/// <param name="Access">What the recipient may do.</param>
/// <param name="WithPeople">Names of the owner's people are shown with the boxes of their faces.</param>
/// <param name="Label">What the recipient sees a library called.</param>
/// <param name="ExpiresAt">From then on it does not count; null for never.</param>
public sealed record ShareTerms(ShareAccess Access, bool WithPeople, string? Label, DateTimeOffset? ExpiresAt);

/// <summary>How giving, changing or ending a share ended.</summary>
public enum ShareOutcome
{
    Done,

    /// <summary>There is no such thing of the user's to share, or no such share of the user's.</summary>
    NotFound,

    /// <summary>Nobody of that name may sign in.</summary>
    NoUser,

    /// <summary>It is the user's own already.</summary>
    OneSelf,

    /// <summary>That user has it shared already: change that share.</summary>
    Already,

    /// <summary>Only who gave the share may change it.</summary>
    OwnersOnly,
}
