using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Recognize.Models.Accounts;
using Recognize.Models.People.Reclustering;

namespace Recognize.Worker.CommandLine;

/// <summary>Shows reclusters at a terminal, or as JSON.</summary>
internal sealed class ReclusterPrinter(ReclusterPreview preview, UserAccount owner, Output output, bool isJson)
{
    /// <summary>How many people and conflicts are shown as text; as JSON more.</summary>
    private const int Shown = 20;

    private const int ShownAsJson = 1000;

    private static readonly JsonSerializerOptions Written = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private ReclusterStage? _stage;

    /// <summary>The end of the id, which is enough to name a run.</summary>
    public static string Short(Guid id) => id.ToString()[^8..];

    public static bool Ask(string question)
    {
        Console.Write(question);
        return Console.ReadLine()?.Trim().StartsWith("y", StringComparison.OrdinalIgnoreCase) == true;
    }

    public void Progress(ReclusterRun run)
    {
        if (isJson || run.Stage == _stage)
            return;
        _stage = run.Stage;
        output.Line(Text($"{run.Progress,4:P0}  {run.Stage.ToString().ToLowerInvariant()}"));
    }

    public void List(IReadOnlyList<ReclusterRun> runs)
    {
        if (isJson)
        {
            output.Line(JsonSerializer.Serialize(runs.Select(run => Shape(run)), Written));
            return;
        }
        foreach (var run in runs)
        {
            var moved = Figures(run) is { } figures ? Text($"{figures.MovedFaces} faces would move") : run.Error ?? "";
            output.Line(Text(
                $"{Short(run.Id)}  {run.RequestedAt:yyyy-MM-dd HH:mm}  {run.State.ToString().ToLowerInvariant(),-9}  {SettingsText(run)}  {moved}"));
        }
        if (runs.Count == 0)
            output.Line($"No recluster of {owner.Name} yet.");
    }

    public void Applied(ReclusterRun run)
    {
        if (isJson)
        {
            output.Line(JsonSerializer.Serialize(Shape(run), Written));
            return;
        }
        var applied = Read<ReclusterApplied>(run.Applied!);
        output.Line(Text(
            $"Applied: {applied.MovedFaces} faces moved, {applied.NewPeople} people made, {applied.RemovedPeople} removed."));
        if (applied.LeftAlone > 0)
            output.Line(Text($"{applied.LeftAlone} faces were left where they are, since they or their people had changed meanwhile."));
        output.Line($"Take it back with: ./recognize recluster --user {owner.Name} --undo {Short(run.Id)}");
    }

    public void Undone(ReclusterRun run) => output.Line(
        isJson ? JsonSerializer.Serialize(Shape(run), Written) : "Taken back: everything is as it was before.");

    public void Cancelled(ReclusterRun run) => output.Line(
        isJson ? JsonSerializer.Serialize(Shape(run), Written)
        : run.State == ReclusterState.Cancelled ? "Cancelled." : "Asked to stop; it does within seconds.");

    public async Task PreviewAsync(ReclusterRun run, CancellationToken cancellationToken)
    {
        var limit = isJson ? ShownAsJson : Shown;
        var changes = await preview.ChangesAsync(
            owner.Id, run.Id, ReclusterChangeKinds.None, -1, limit, cancellationToken);
        var conflicts = await preview.ConflictsAsync(owner.Id, run.Id, -1, limit, cancellationToken);
        if (isJson)
        {
            output.Line(JsonSerializer.Serialize(Shape(run, changes, conflicts), Written));
            return;
        }
        var figures = Figures(run)!;
        PrintFigures(run, figures);
        PrintPeople(changes, figures);
        PrintConflicts(conflicts, figures.Conflicts);
        output.Line();
        output.Line(figures.MovedFaces == 0
            ? "Nothing would change."
            : $"Apply with: ./recognize recluster --user {owner.Name} --apply {Short(run.Id)}");
    }

    private void PrintFigures(ReclusterRun run, ReclusterFigures figures)
    {
        output.Line(Text($"Preview {Short(run.Id)} of {owner.Name}: {SettingsText(run)}; computed in {figures.Seconds:F1} s"));
        output.Line();
        output.Line("                        now        then");
        output.Line(Text($"people           {figures.Before.People,10}  {figures.After.People,10}"));
        output.Line(Text($"faces grouped    {figures.Before.GroupedShare,10:P1}  {figures.After.GroupedShare,10:P1}"));
        output.Line(Text($"faces that wait  {figures.Before.Waiting,10}  {figures.After.Waiting,10}"));
        output.Line();
        output.Line(Text(
            $"{figures.MovedFaces} of {figures.Faces} faces would move: {figures.StopWaiting} stop waiting, {figures.StartWaiting} start to; {figures.Churn:P1} of the grouped ones leave their person."));
        output.Line(Text(
            $"{figures.AnchoredFaces} faces of {figures.AnchoredPeople} people stay, since somebody said something about them."));
        output.Line($"Against the groups as they are: {Bcubed(figures.AgreementWithLive)}");
        if (figures.Confirmed is { } confirmed)
        {
            output.Line(Text(
                $"Confirmed faces, each tried as if it were new: {confirmed.Returned} of {confirmed.Faces} come back, {confirmed.Elsewhere} go elsewhere, {confirmed.Undecided} nowhere"));
            output.Line($"Confirmed faces grouped without their people: {Bcubed(confirmed.Freely)}");
        }
        else
        {
            output.Line("No face is confirmed: nothing says how right the new groups are.");
        }
    }

    private void PrintPeople(List<ReclusterChange> changes, ReclusterFigures figures)
    {
        var counts = figures.Changes;
        output.Line();
        output.Line(Text(
            $"People: {counts.Gain} gain, {counts.Lose} lose, {counts.Merge} merge, {counts.Split} split, {counts.Appear} appear, {counts.Disappear} disappear"));
        foreach (var change in changes)
        {
            var details = Read<ReclusterChangeDetails>(change.Details);
            var example = details.GainedFaces.Concat(details.LostFaces).First();
            output.Line(Text(
                $"  {Output.Printable(change.Name ?? "(" + Short(change.PersonId) + ")"),-24} {change.FacesBefore,6} -> {change.FacesAfter,-6} +{change.Gained,-5} -{change.Lost,-5} {change.Kinds.ToString().ToLowerInvariant(),-24} e.g. face {example}"));
        }
        var more = figures.Changes.Gain + counts.Appear + counts.Lose - changes.Count;
        if (changes.Count == Shown && more > 0)
            output.Line("  … and more: the API lists all.");
    }

    private void PrintConflicts(List<ReclusterConflict> conflicts, int count)
    {
        if (count == 0)
            return;
        output.Line();
        output.Line(Text($"{count} that only you can decide; applying changes nothing about them:"));
        foreach (var conflict in conflicts)
            output.Line($"  {Output.Printable(conflict.Message)} {conflict.Remedy}");
        if (count > conflicts.Count)
            output.Line("  … and more: the API lists all.");
    }

    private static object Shape(
        ReclusterRun run, IReadOnlyList<ReclusterChange>? changes = null, IReadOnlyList<ReclusterConflict>? conflicts = null) => new
    {
        run.Id,
        run.State,
        run.Stage,
        run.Progress,
        run.Settings,
        RequestedBy = run.RequestedByName,
        run.RequestedAt,
        run.FinishedAt,
        run.AppliedAt,
        run.Error,
        Figures = Figures(run),
        Applied = run.Applied is { } applied ? Read<ReclusterApplied>(applied) : null,
        People = changes?.Select(change => new
        {
            change.PersonId,
            change.Name,
            change.IsAnchored,
            change.Kinds,
            change.FacesBefore,
            change.FacesAfter,
            change.Gained,
            change.Lost,
            Details = Read<ReclusterChangeDetails>(change.Details),
        }),
        Conflicts = conflicts?.Select(conflict => new
        {
            conflict.Kind, conflict.People, conflict.Faces, conflict.Similarity, conflict.Message, conflict.Remedy,
        }),
    };

    private static string SettingsText(ReclusterRun run) => Text(
        $"threshold {run.Threshold:+0.00;-0.00;0.00}, from {run.MinimumSize} faces, quality {run.MinimumQuality?.ToString("0.00", CultureInfo.InvariantCulture) ?? "as installed"}");

    private static string Bcubed(BCubedFigures figures) =>
        Text($"precision {figures.Precision:F4}, recall {figures.Recall:F4}, F1 {figures.F1:F4}");

    private static ReclusterFigures? Figures(ReclusterRun run) =>
        run.Figures is { } figures ? Read<ReclusterFigures>(figures) : null;

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
