using System.Text.Json;
using Npgsql;
using Recognize.Models.Auditing;
using Recognize.Models.Library;
using Recognize.Models.Packs;
using Recognize.Models.Persistence;

namespace Recognize.Api.Models;

/// <summary>
/// The packs as they lie in the folder of models, and what the ledger says about the results made with them. Nothing is
/// fetched or loaded here: the choice is a file that workers watch.
/// </summary>
internal sealed class HouseModels(
    NpgsqlDataSource database, ModelCatalogue catalogue, ModelStore store, PackShelf shelf, LedgerCounts counts, WorkRates rates)
{
    private static readonly AnalysisTask[] Tasks =
        [AnalysisTask.Faces, AnalysisTask.Objects, AnalysisTask.Landmarks, AnalysisTask.Music];

    public async Task<ModelsResponse> ListAsync(CancellationToken cancellationToken)
    {
        var ledger = await counts.ReadAsync(null, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var wanted = (await connection.ReadAsync(
            "SELECT task, version FROM task_versions", row => ((AnalysisTask)row.GetInt16(0), row.GetString(1)),
            cancellationToken)).ToDictionary();
        var tasks = new List<ModelTaskResponse>();
        foreach (var task in Tasks)
        {
            var name = NameOf(task);
            var serving = shelf.Find(name);
            var remaining = Sum(ledger, task, AnalysisState.Due, AnalysisState.Running);
            var (_, perSecond) = await PaceAsync(task, cancellationToken);
            tasks.Add(new ModelTaskResponse(
                task, serving?.Version, wanted.GetValueOrDefault(task), shelf.Choice(name) is not null,
                ledger.Where(row => row.Task == task).Sum(row => row.Count), remaining, Rounded(perSecond),
                SecondsFor(remaining, perSecond), [.. shelf.Known(name).Select(pack => Describe(pack, pack.Version == serving?.Version))]));
        }
        return new ModelsResponse(Directory.Exists(store.Folder), tasks);
    }

    /// <summary>The pack that a choice means, the last added of several; null when there is none.</summary>
    /// <param name="task">The task.</param>
    /// <param name="choice">What was chosen; no name means the first of the catalogue that is complete.</param>
    public PackTask? Find(AnalysisTask task, ModelChoice choice) => choice.Pack is null
        ? shelf.FindInCatalogue(NameOf(task))
        : shelf.Known(NameOf(task)).LastOrDefault(pack =>
            pack.Pack == choice.Pack && (choice.Version is null || pack.Version == choice.Version));

    public bool IsComplete(PackTask pack) => shelf.IsComplete(pack);

    /// <summary>What choosing a pack would mean.</summary>
    public async Task<ModelSwitchResponse> PreviewAsync(AnalysisTask task, PackTask pack, CancellationToken cancellationToken)
    {
        var now = shelf.Find(NameOf(task))?.Version;
        var files = await AnewAsync(task, pack.Version, cancellationToken);
        var (pace, perSecond) = await PaceAsync(task, cancellationToken);
        return new ModelSwitchResponse(task, now, pack.Version, files, pace, Rounded(perSecond), SecondsFor(files, perSecond));
    }

    /// <summary>Chooses a pack; workers take it up within seconds.</summary>
    public async Task UseAsync(AnalysisTask task, PackTask pack, bool isDefault, AuditActor actor, CancellationToken cancellationToken)
    {
        // Said first: a choice without an entry must not be.
        await database.AppendAsync(
            new AuditRecord(actor, AuditActions.ModelChosen, "Chose the models that do a task.")
            {
                Detail = $"{NameOf(task)}: {pack.Version}{(isDefault ? " (the default)" : "")}",
            },
            cancellationToken);
        if (isDefault)
            shelf.UseDefault(NameOf(task));
        else
            shelf.Use(pack);
    }

    /// <summary>Reads every installed file and compares it with its hash.</summary>
    public async Task<IReadOnlyList<VerifiedModelFile>> VerifyAsync(CancellationToken cancellationToken)
    {
        var files = catalogue.Packs.SelectMany(pack => pack.Files)
            .Concat(shelf.Own.List().SelectMany(pack => pack.Files.Values))
            .DistinctBy(file => file.Name).Where(store.IsInstalled);
        var results = new List<VerifiedModelFile>();
        foreach (var file in files)
            results.Add(new VerifiedModelFile(file.Name, await store.VerifyAsync(file, cancellationToken)));
        return results;
    }

    /// <summary>Files whose stored result is of another version, or that have none yet.</summary>
    private async Task<long> AnewAsync(AnalysisTask task, string version, CancellationToken cancellationToken)
    {
        var ledger = await counts.ReadAsync(null, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Withheld ones stay so; what is due now is done by the pack that is wanted then.
        var standing = (await connection.ReadAsync(
            """
            SELECT count(*) FROM libraries l
            CROSS JOIN unnest(ARRAY[2, 3, 4]::smallint[]) AS s (state)
            JOIN analysis a ON a.library_id = l.id AND a.task = $1 AND a.state = s.state AND a.pack_version = $2
            WHERE a.state >= 2 AND NOT a.is_removed
            """,
            row => row.GetInt64(0), cancellationToken, (short)task, version))[0];
        var all = Sum(
            ledger, task, AnalysisState.Due, AnalysisState.Running, AnalysisState.Done, AnalysisState.Failed,
            AnalysisState.Quarantined, AnalysisState.Waiting);
        return Math.Max(0, all - standing);
    }

    /// <summary>How fast the task is done: lately, else while it was done within two days.</summary>
    private async Task<(WorkPace? Pace, double PerSecond)> PaceAsync(AnalysisTask task, CancellationToken cancellationToken)
    {
        var lately = (await rates.ReadAsync(null, WorkRates.Lately, cancellationToken)).FirstOrDefault(rate => rate.Task == task);
        if (lately is { PerSecond: > 0 })
            return (WorkPace.Lately, lately.PerSecond);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var days = (await connection.ReadAsync(
            """
            SELECT coalesce(sum(done + failed), 0)::bigint, count(DISTINCT minute) FROM work_minutes
            WHERE task = $1 AND minute > now() - $2 AND worker_id <> $3
            """,
            row => (Done: row.GetInt64(0), Minutes: row.GetInt64(1)),
            cancellationToken, (short)task, WorkRates.KeepMinutes, Guid.Empty))[0];
        return days.Done > 0 ? (WorkPace.LastDays, days.Done / (60.0 * days.Minutes)) : (null, 0);
    }

    private ModelPackResponse Describe(PackTask pack, bool isInUse) => new(
        pack.Pack, pack.Version, catalogue.Packs.FirstOrDefault(known => known.Name == pack.Pack && pack.Own is null)?.Summary ?? "",
        pack.Own is not null, shelf.IsComplete(pack), isInUse, pack.Files.Values.DistinctBy(file => file.Name).Sum(file => file.Bytes),
        pack.Accuracy,
        [
            .. pack.Files.Values.DistinctBy(file => file.Name).Select(file => new ModelFileResponse(
                file.Name, file.Licence, file.Bytes, store.IsInstalled(file), file.Notes)),
        ]);

    private static long Sum(IEnumerable<TaskStateCount> ledger, AnalysisTask task, params AnalysisState[] states) =>
        ledger.Where(row => row.Task == task && states.Contains(row.State)).Sum(row => row.Count);

    private static double? Rounded(double perSecond) => perSecond > 0 ? Math.Round(perSecond, 2) : null;

    private static long? SecondsFor(long files, double perSecond) =>
        WorkRates.TimeLeft(files, perSecond) is { } left ? (long)left.TotalSeconds : null;

    private static string NameOf(AnalysisTask task) => JsonNamingPolicy.CamelCase.ConvertName(task.ToString());
}
