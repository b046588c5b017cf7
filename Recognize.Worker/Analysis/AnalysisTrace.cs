using System.Diagnostics;
using System.Text.Json;
using Recognize.Models.Library;

namespace Recognize.Worker.Analysis;

/// <summary>
/// The way of a file as spans: <c>analyse</c>, in it <c>decode</c> and one for each task, and <c>store</c> for the batch
/// its results are written with. They cost nothing while nobody listens, and hold ids, never paths.
/// </summary>
internal static class AnalysisTrace
{
    /// <summary>Name of the source, for whoever listens.</summary>
    public const string SourceName = "Recognize.Worker";

    public static ActivitySource Source { get; } = new(SourceName);

    public static Activity? Analyse(ClaimedMedia media)
    {
        var activity = Source.StartActivity("analyse");
        activity?.SetTag("recognize.media.id", media.MediaId.ToString());
        activity?.SetTag("recognize.media.kind", Camel(media.Kind.ToString()));
        activity?.SetTag("recognize.media.bytes", media.SizeBytes);
        return activity;
    }

    public static Activity? Decode() => Source.StartActivity("decode");

    public static Activity? Of(AnalysisTask task) => Source.StartActivity(Camel(task.ToString()));

    /// <summary>Says how the analysis of a file ended.</summary>
    public static void End(Activity? activity, AnalysisOutcome outcome)
    {
        if (activity is null)
            return;
        if (outcome.Tasks.FirstOrDefault(task => task.ErrorKind is not null) is { } failed)
            activity.SetStatus(ActivityStatusCode.Error, failed.Reason);
    }

    /// <summary>One span for a batch, with a link to each file's.</summary>
    public static Activity? Store(IReadOnlyCollection<AnalysisOutcome> batch)
    {
        if (!Source.HasListeners())
            return null;
        var links = batch.Where(outcome => outcome.Trace != default).Select(outcome => new ActivityLink(outcome.Trace)).ToList();
        var activity = Source.StartActivity(ActivityKind.Internal, links: links, name: "store");
        activity?.SetTag("recognize.files", batch.Count);
        return activity;
    }

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
