using Microsoft.AspNetCore.Http.HttpResults;
using Recognize.Api.Http;
using Recognize.Models.Sharing;

namespace Recognize.Api.Sharing;

/// <summary>Refusals about albums and shares, and what texts may look like.</summary>
internal static class SharingProblems
{
    private const int MaxIds = 1000;

    /// <summary>What the caller sees and may not change: there is no secret in saying so.</summary>
    public static ProblemHttpResult ReadOnly() => Problems.Of(
        StatusCodes.Status403Forbidden, "read-only", "This is shared to look at, not to change.");

    public static ProblemHttpResult OwnersOnly() => Problems.Of(
        StatusCodes.Status403Forbidden, "owners-only", "Only whose it is may do this.");

    /// <summary>Null when the change was made.</summary>
    public static ProblemHttpResult? Of(AlbumOutcome outcome) => outcome switch
    {
        AlbumOutcome.Changed => null,
        AlbumOutcome.NoAlbum => Problems.NotFound("album"),
        AlbumOutcome.NoMedia => Problems.NotFound("file"),
        AlbumOutcome.ReadOnly => ReadOnly(),
        AlbumOutcome.OwnersOnly => OwnersOnly(),
        AlbumOutcome.Smart => Problems.Of(
            StatusCodes.Status409Conflict, "smart-album", "A search fills this album: change the search instead."),
        AlbumOutcome.NotSmart => Problems.BadRequest("bad-album", "No search fills this album."),
        _ => Problems.Of(
            StatusCodes.Status409Conflict, "album-full", $"An album holds {AlbumEdits.MaxItems} files at most."),
    };

    /// <summary>Null when the share was given, changed or ended.</summary>
    public static ProblemHttpResult? Of(ShareOutcome outcome, string what) => outcome switch
    {
        ShareOutcome.Done => null,
        ShareOutcome.NoUser => Problems.NotFound("user"),
        ShareOutcome.OneSelf => Problems.BadRequest("bad-share", "It is your own."),
        ShareOutcome.Already => Problems.Of(
            StatusCodes.Status409Conflict, "already-shared", "It is shared with that user already: change that share."),
        ShareOutcome.OwnersOnly => OwnersOnly(),
        _ => Problems.NotFound(what),
    };

    /// <summary>Why a list of files is refused, or null.</summary>
    public static ProblemHttpResult? Of(IReadOnlyList<Guid> mediaIds) =>
        mediaIds.Count is >= 1 and <= MaxIds
            ? null
            : Problems.BadRequest("bad-album", $"mediaIds must hold 1 to {MaxIds} ids.");

    /// <summary>Why a line of text is refused, or null.</summary>
    /// <param name="code">Of the refusal.</param>
    /// <param name="field">Which text it is.</param>
    /// <param name="text">Null is fine.</param>
    /// <param name="most">Characters.</param>
    /// <param name="isLine">Whether it must be one line that is not empty.</param>
    public static ProblemHttpResult? OfText(string code, string field, string? text, int most, bool isLine = true)
    {
        if (text is null)
            return null;
        if (text.Length > most || (isLine && string.IsNullOrWhiteSpace(text)))
            return Problems.BadRequest(code, $"{field} must have {(isLine ? 1 : 0)} to {most} characters.");
        return text.Any(letter => char.IsControl(letter) && (isLine || letter is not ('\n' or '\r' or '\t')))
            ? Problems.BadRequest(code, $"{field} must not hold control characters.")
            : null;
    }
}
