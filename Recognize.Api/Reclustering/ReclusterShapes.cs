using System.Text.Json;
using Recognize.Models.People.Reclustering;

namespace Recognize.Api.Reclustering;

/// <summary>Rows of reclusters as the API shows them.</summary>
internal static class ReclusterShapes
{
    public static ReclusterResponse ToResponse(this ReclusterRun run) => new(
        run.Id, run.State, run.Stage, run.Progress, run.Settings, run.RequestedByName, run.RequestedAt, run.StartedAt,
        run.FinishedAt, run.AppliedAt, run.Error, run.ActId, Read<ReclusterFigures>(run.Figures),
        Read<ReclusterApplied>(run.Applied));

    public static ReclusterPersonResponse ToResponse(
        this ReclusterChange change, ReclusterChangeDetails details, ReclusterExamples examples) => new(
        change.PersonId, change.Name, change.IsAnchored,
        [.. Enum.GetValues<ReclusterChangeKinds>()
            .Where(kind => kind != ReclusterChangeKinds.None && change.Kinds.HasFlag(kind))
            .Select(kind => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()))],
        change.FacesBefore, change.FacesAfter, change.Gained, change.Lost, details, examples);

    public static ReclusterChangeDetails ReadDetails(this ReclusterChange change) => Read<ReclusterChangeDetails>(change.Details)!;

    public static ReclusterConflictResponse ToResponse(
        this ReclusterConflict conflict, IReadOnlyList<ReclusterFaceResponse> examples) => new(
        conflict.Kind, conflict.People, conflict.Faces, examples, conflict.Similarity, conflict.Message, conflict.Remedy);

    private static T? Read<T>(string? json)
        where T : class =>
        json is null ? null : JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web);
}
