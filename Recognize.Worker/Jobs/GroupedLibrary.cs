using System.Text.Json;
using Recognize.Worker.Grouping;

namespace Recognize.Worker.Jobs;

/// <summary>What a grouping of a user's faces did.</summary>
/// <param name="Grouped">Null where faces may not or cannot be recognised.</param>
/// <param name="Switched">The switch to other face models that it completed, if any.</param>
internal sealed record GroupedLibrary(FaceGroupingSummary? Grouped, FacePackSwitchSummary? Switched)
{
    public static GroupedLibrary Nothing { get; } = new(null, null);

    /// <summary>Counts as the list of jobs keeps them, a JSON object.</summary>
    public string ToJson()
    {
        if (Grouped is null)
            return "{}";
        var counts = JsonSerializer.SerializeToNode(Grouped, JsonSerializerOptions.Web)!.AsObject();
        if (Switched is not null)
            counts["switched"] = JsonSerializer.SerializeToNode(Switched, JsonSerializerOptions.Web);
        return counts.ToJsonString();
    }
}
