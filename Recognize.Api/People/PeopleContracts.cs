using Recognize.Api.Media;
using Recognize.Models.People;

namespace Recognize.Api.People;

/// <summary>One person in a list.</summary>
/// <param name="Name">Null while nobody has said who it is.</param>
/// <param name="FaceCount">Faces on visible files.</param>
/// <param name="MediaCount">Files with at least one such face.</param>
/// <param name="Cover">The face that stands for the person; null when no visible file shows it.</param>
/// <param name="Version">Goes up with what users do to the person; acts name the version they were decided by.</param>
/// <param name="IgnoredAs">Why it is nobody to show, if somebody said so.</param>
/// <param name="ConfirmedCount">Faces on visible files that a user or a contact's portrait confirmed.</param>
internal sealed record PersonResponse(
    Guid Id,
    string? Name,
    bool IsHidden,
    int FaceCount,
    int MediaCount,
    CoverResponse? Cover,
    long Version,
    IgnoredAs? IgnoredAs,
    int ConfirmedCount);

/// <param name="Box">Where on the file the face is, in fractions of the upright picture.</param>
/// <param name="TimeSeconds">Where in a video it was seen: the box is true of that moment only.</param>
internal sealed record CoverResponse(Guid FaceId, Guid MediaId, BoxResponse Box, double? TimeSeconds);

/// <summary>When and where somebody was photographed, and with whom.</summary>
/// <param name="Years">The latest first.</param>
/// <param name="Places">Cities and countries, those of most files first.</param>
/// <param name="With">Who is on the same files, those of most files first.</param>
internal sealed record PersonSummaryResponse(
    IReadOnlyList<PersonYearResponse> Years, IReadOnlyList<PersonPlaceResponse> Places, IReadOnlyList<CompanionResponse> With);

/// <param name="MediaCount">Files of that year, by UTC, that show the person.</param>
internal sealed record PersonYearResponse(int Year, int MediaCount);

/// <param name="TagId">Narrows <c>GET /api/media</c> with <c>person</c> to these files.</param>
/// <param name="Names">By ISO 639-1 language code, where known.</param>
internal sealed record PersonPlaceResponse(
    string TagId, string Name, IReadOnlyDictionary<string, string> Names, int MediaCount);

/// <param name="MediaCount">Files that show both.</param>
internal sealed record CompanionResponse(PersonResponse Person, int MediaCount);

/// <summary>Where a page of people ends.</summary>
internal sealed record PeopleKey(bool IsUnnamed, int FaceCount, Guid Id);
