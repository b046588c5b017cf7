using System.Collections.Immutable;
using Recognize.Models.Library;

namespace Recognize.Worker.Analysis;

/// <summary>One worker process: its leases carry this id, and an advisory lock of the same id proves that it lives.</summary>
internal sealed class WorkerIdentity
{
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>What this process has for each task that needs a pack; a task that nothing does is absent.</summary>
    public IReadOnlyDictionary<AnalysisTask, string> Packs { get; init; } = ImmutableDictionary<AnalysisTask, string>.Empty;

    /// <summary>First key of the advisory locks of workers, so that they meet no other lock ("rcgw").</summary>
    public const int LockClass = 0x72636777;

    /// <summary>SQL for the second key of a worker's advisory lock, from its id.</summary>
    public static string LockKeySql(string idExpression) => $"hashtext({idExpression}::text)";

    /// <summary>The version of a task that this process makes, or null.</summary>
    public string? VersionOf(AnalysisTask task) =>
        task == AnalysisTask.Basics ? TaskPlan.BasicsVersion : Packs.GetValueOrDefault(task);
}
