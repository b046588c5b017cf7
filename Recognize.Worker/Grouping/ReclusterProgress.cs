using Recognize.Models.People.Reclustering;

namespace Recognize.Worker.Grouping;

/// <summary>How far a recluster is; written by the thread that computes, read by the one that reports.</summary>
internal sealed class ReclusterProgress
{
    /// <summary>Where each stage starts, as a share of the whole; what the largest libraries take, roughly.</summary>
    private static readonly (ReclusterStage Stage, float Start)[] Starts =
    [
        (ReclusterStage.Waiting, 0), (ReclusterStage.Reading, 0), (ReclusterStage.Anchoring, 0.05f),
        (ReclusterStage.Grouping, 0.15f), (ReclusterStage.Comparing, 0.9f), (ReclusterStage.Storing, 0.97f),
    ];

    private readonly Lock _lock = new();
    private ReclusterStage _stage;
    private float _share;

    public (ReclusterStage Stage, float Share) Now
    {
        get
        {
            lock (_lock)
                return (_stage, _share);
        }
    }

    /// <param name="stage">What is being done.</param>
    /// <param name="done">Share of the stage that is done, 0..1.</param>
    public void Report(ReclusterStage stage, double done = 0)
    {
        var start = Starts[(int)stage].Start;
        var end = (int)stage + 1 < Starts.Length ? Starts[(int)stage + 1].Start : 1;
        lock (_lock)
            (_stage, _share) = (stage, start + ((end - start) * (float)Math.Clamp(done, 0, 1)));
    }
}
