using System.ComponentModel;
using Recognize.Api.Media;
using Recognize.Models.Refusals;

namespace Recognize.Api.People;

internal sealed record RefuseRequest
{
    [Description("The person's version, as it was seen.")]
    public required long Version { get; init; }

    [Description("Keep one sealed vector of the person, for nothing but to refuse the person in new photos, too.")]
    public bool KeepLook { get; init; }

    [Description("Keep the name on the entry.")]
    public bool KeepName { get; init; }
}

/// <summary>What a refusal did.</summary>
/// <param name="Id">Of the entry: <c>DELETE /api/not-recognised/{id}</c> takes it back.</param>
/// <param name="Faces">Boxes that are left of the person's faces, without vectors.</param>
/// <param name="Contacts">Contacts that are not looked for any more, because they were linked with the person.</param>
/// <param name="Note">What happens to new photos, in sentences.</param>
internal sealed record RefusalResponse(Guid Id, int Faces, int Contacts, string Note)
{
    public static RefusalResponse Of(RefusalDone done, bool keepsLook) =>
        new(done.Id, done.Faces, done.Contacts, RefusalWording.NewPhotos(keepsLook));
}

/// <summary>What taking a refusal back did.</summary>
/// <param name="Faces">Boxes that were removed.</param>
/// <param name="Files">Files that are analysed again; they show the person as unknown.</param>
internal sealed record RecognisedAgainResponse(int Faces, int Files);

/// <summary>Whether new photos are compared with a kept look.</summary>
internal enum LookState
{
    /// <summary>The owner did not choose it.</summary>
    None,

    Kept,

    /// <summary>Other face models came into use, and no known photo showed the person to them: new photos will show the face as unknown.</summary>
    Lost,
}

/// <summary>Somebody who is not to be recognised.</summary>
/// <param name="Name">Null unless the owner chose to keep it.</param>
/// <param name="Faces">Boxes on visible files.</param>
internal sealed record RefusedPersonResponse(Guid Id, string? Name, LookState Look, int Faces, DateTimeOffset RefusedAt);

/// <summary>Where somebody is who is not to be recognised.</summary>
/// <param name="Box">Where on the file, in fractions of the upright picture.</param>
/// <param name="TimeSeconds">Where in a video it was seen.</param>
/// <param name="IsByLook">Whether a kept look told it when the file was analysed.</param>
internal sealed record RefusedFaceResponse(Guid RefusedPersonId, BoxResponse Box, double? TimeSeconds, bool IsByLook);

/// <summary>Where a page of entries ends.</summary>
internal sealed record RefusalKey(DateTimeOffset RefusedAt, Guid Id);
