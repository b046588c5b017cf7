using Recognize.Api.Media;
using Recognize.Models.People;
using Recognize.Models.People.Acts;

namespace Recognize.Api.People;

/// <summary>A person in the version that the caller saw, or that it has now.</summary>
internal sealed record PersonVersion(Guid Id, long Version)
{
    public PersonSeen ToSeen() => new(Id, Version);
}

/// <summary>What was done.</summary>
/// <param name="ActId">Takes it back; null when there was nothing to change.</param>
/// <param name="Summary">One sentence about it.</param>
/// <param name="People">The people that it changed and that still are, in their new versions.</param>
/// <param name="PersonId">The person that was made, or that remains of several.</param>
/// <param name="FaceId">The face that was drawn.</param>
/// <param name="Waiting">Faces that left their groups and wait for the next grouping.</param>
internal sealed record ActResponse(
    Guid? ActId,
    string Summary,
    IReadOnlyList<PersonVersion> People,
    Guid? PersonId,
    Guid? FaceId,
    IReadOnlyList<Guid> Waiting)
{
    public static ActResponse Of(ActDone done) => new(
        done.ActId, done.Summary, [.. done.People.Select(person => new PersonVersion(person.PersonId, person.Version))],
        done.PersonId, done.FaceId, done.Waiting);
}

/// <param name="Name">Null takes the name away.</param>
internal sealed record NameRequest(long Version, string? Name);

internal sealed record HiddenRequest(long Version, bool Hidden);

/// <param name="As">Null takes it back.</param>
internal sealed record IgnoredRequest(long Version, IgnoredAs? As);

/// <param name="FaceId">Null lets the best face stand.</param>
internal sealed record CoverRequest(long Version, Guid? FaceId);

/// <param name="Name">Which name stays, or a new one; needed only when they have several.</param>
/// <param name="Into">Who remains; by default the named one, else the one confirmed most, else the largest.</param>
/// <param name="ReleasePhotos">Photos that show more than one of them may do so.</param>
/// <param name="TakeBackRejections">Confirmed faces of one that were said not to be another stay.</param>
internal sealed record MergeRequest(
    IReadOnlyList<PersonVersion> People,
    string? Name = null,
    Guid? Into = null,
    bool ReleasePhotos = false,
    bool TakeBackRejections = false);

/// <param name="FaceIds">The faces that go, some but not all.</param>
/// <param name="Name">Of the new person.</param>
internal sealed record SplitRequest(long Version, IReadOnlyList<Guid> FaceIds, string? Name = null);

/// <summary>How a person would come apart into two: the side that goes is what a split is asked for.</summary>
/// <param name="Version">Of the person, to give to the split.</param>
/// <param name="Kept">Faces that stay.</param>
/// <param name="Parted">Faces that would become a new person.</param>
/// <param name="Gap">Near 0 where nothing speaks for two people.</param>
/// <param name="IsForced">A photo shows the person twice.</param>
internal sealed record SplitProposalResponse(
    long Version, IReadOnlyList<Guid> Kept, IReadOnlyList<Guid> Parted, float Gap, bool IsForced);

/// <param name="FaceIds">Which faces; without them all of the person, and then version and faceCount as they were seen.</param>
internal sealed record ConfirmRequest(IReadOnlyList<Guid>? FaceIds = null, long? Version = null, int? FaceCount = null);

internal sealed record RejectRequest(IReadOnlyList<Guid> FaceIds);

/// <param name="People">Two of them.</param>
/// <param name="Different">False takes it back.</param>
internal sealed record DifferentRequest(IReadOnlyList<PersonVersion> People, bool Different = true);

/// <param name="To">Who it is; without it a new person is made.</param>
/// <param name="NewName">The name of the new person.</param>
/// <param name="From">Where the faces were seen; needed for those that a user confirmed there.</param>
/// <param name="ReleasePhotos">Photos that show the person already may show it twice.</param>
/// <param name="TakeBackRejections">Faces may go to a person whom they were said not to be.</param>
internal sealed record MoveRequest(
    IReadOnlyList<Guid> FaceIds,
    PersonVersion? To = null,
    string? NewName = null,
    Guid? From = null,
    bool ReleasePhotos = false,
    bool TakeBackRejections = false);

/// <param name="As">Null takes it back; the faces then wait for the next grouping.</param>
internal sealed record IgnoreFacesRequest(IReadOnlyList<Guid> FaceIds, IgnoredAs? As);

/// <param name="Box">In fractions of the upright photo.</param>
/// <param name="Person">Who it is; without it the face waits for a grouping.</param>
/// <param name="ReleasePhoto">The photo may show that person twice.</param>
internal sealed record DrawRequest(Guid MediaId, BoxResponse Box, PersonVersion? Person = null, bool ReleasePhoto = false);

internal sealed record ReleaseRequest(bool Released);

/// <param name="UndoneAt">When it was taken back.</param>
/// <param name="Undoes">The act that this one took back.</param>
internal sealed record ActItem(
    Guid Id, ActKind Kind, string MadeBy, string Summary, DateTimeOffset MadeAt, DateTimeOffset? UndoneAt, Guid? Undoes);

/// <summary>Where a page of acts ends.</summary>
internal sealed record ActKey(DateTimeOffset MadeAt, Guid Id);
