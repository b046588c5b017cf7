namespace Recognize.Models.Library;

/// <summary>Which open tasks of the ledger go first: those of the lowest number.</summary>
public static class AnalysisPriorities
{
    /// <summary>Somebody is looking at the file, or has asked for it by hand.</summary>
    public const short LookedAt = -10;

    /// <summary>A file that is new or has changed.</summary>
    public const short New = 0;

    /// <summary>A task that a long known file has not had yet, because its pack was not there.</summary>
    public const short FirstTime = 5;

    /// <summary>Results are there, of another version: nobody misses anything meanwhile.</summary>
    public const short Again = 10;
}
