namespace Recognize.Models.Library;

/// <summary>Where one task of one file stands in the ledger. Stored as a small integer: never renumber.</summary>
public enum AnalysisState
{
    /// <summary>May be claimed once its <c>due_at</c> has come.</summary>
    Due = 0,

    /// <summary>Claimed by a worker until its lease ends.</summary>
    Running = 1,

    /// <summary>Results of <c>pack_version</c> are stored.</summary>
    Done = 2,

    /// <summary>Gave a permanent error; tried again only when the file or the model pack changes.</summary>
    Failed = 3,

    /// <summary>Took a worker down twice; left alone until the file changes or an admin asks.</summary>
    Quarantined = 4,

    /// <summary>Not allowed: its owner has not agreed to it.</summary>
    Withheld = 5,

    /// <summary>Not possible on this installation yet: no installed model pack does it.</summary>
    Waiting = 6,
}

/// <summary>
/// The legal moves between states. Every statement that changes a state names its move here, and a database trigger
/// refuses any other.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term>Due → Running</term><description>claimed with a lease</description></item>
/// <item><term>Running → Done</term><description>results stored in the same transaction</description></item>
/// <item><term>Running → Failed</term><description>the file is unreadable, or a transient error came too often</description></item>
/// <item><term>Running → Due</term><description>given back, lease lost, or transient error with a pause</description></item>
/// <item><term>Running → Quarantined</term><description>lease lost for the second time</description></item>
/// <item><term>Done, Failed, Quarantined → Due</term><description>the file or pack changed, or a retry was asked for</description></item>
/// <item><term>Due, Running, Done, Failed → Withheld</term><description>consent withdrawn</description></item>
/// <item><term>Withheld → Due</term><description>consent given</description></item>
/// <item><term>Due, Running, Withheld → Waiting; Waiting → Due, Withheld</term><description>pack removed; pack installed, consent withdrawn</description></item>
/// </list>
/// </remarks>
public static class AnalysisTransitions
{
    private static readonly HashSet<(AnalysisState From, AnalysisState To)> Legal =
    [
        (AnalysisState.Due, AnalysisState.Running),
        (AnalysisState.Running, AnalysisState.Done),
        (AnalysisState.Running, AnalysisState.Failed),
        (AnalysisState.Running, AnalysisState.Due),
        (AnalysisState.Running, AnalysisState.Quarantined),
        (AnalysisState.Done, AnalysisState.Due),
        (AnalysisState.Failed, AnalysisState.Due),
        (AnalysisState.Quarantined, AnalysisState.Due),
        (AnalysisState.Due, AnalysisState.Withheld),
        (AnalysisState.Running, AnalysisState.Withheld),
        (AnalysisState.Done, AnalysisState.Withheld),
        (AnalysisState.Failed, AnalysisState.Withheld),
        (AnalysisState.Waiting, AnalysisState.Withheld),
        (AnalysisState.Withheld, AnalysisState.Due),
        (AnalysisState.Due, AnalysisState.Waiting),
        (AnalysisState.Running, AnalysisState.Waiting),
        (AnalysisState.Withheld, AnalysisState.Waiting),
        (AnalysisState.Waiting, AnalysisState.Due),
    ];

    /// <summary>All legal moves, for the trigger and its test.</summary>
    public static IReadOnlyCollection<(AnalysisState From, AnalysisState To)> All => Legal;

    /// <summary>Whether a row may go from one state to another; staying is always legal.</summary>
    public static bool IsLegal(AnalysisState from, AnalysisState to) => from == to || Legal.Contains((from, to));
}
