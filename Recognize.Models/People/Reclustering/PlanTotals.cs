namespace Recognize.Models.People.Reclustering;

/// <summary>Sums over all faces of a plan.</summary>
internal sealed class PlanTotals
{
    private readonly HashSet<Guid> _before = [];
    private readonly HashSet<Guid> _after = [];

    public int Faces { get; private set; }

    public int Moved { get; private set; }

    public int WaitingBefore { get; private set; }

    public int WaitingAfter { get; private set; }

    public int StartWaiting { get; private set; }

    public int StopWaiting { get; private set; }

    /// <summary>Faces with a person now that will have another one, or none.</summary>
    public int Resettled { get; private set; }

    public BestFaces Starting { get; } = new();

    public BestFaces Stopping { get; } = new();

    public ReclusterCounts Before => Counts(_before.Count, WaitingBefore);

    public ReclusterCounts After => Counts(_after.Count, WaitingAfter);

    public double Churn => Faces == WaitingBefore ? 0 : (double)Resettled / (Faces - WaitingBefore);

    public static PlanTotals Count(IReadOnlyList<PlannedFace> faces)
    {
        var totals = new PlanTotals { Faces = faces.Count };
        foreach (var face in faces)
            totals.Add(face);
        return totals;
    }

    private void Add(PlannedFace face)
    {
        if (face.Live is { } live)
            _before.Add(live);
        else
            WaitingBefore++;
        if (face.Planned is { } planned)
            _after.Add(planned);
        else
            WaitingAfter++;
        if (face.Live == face.Planned)
            return;

        Moved++;
        if (face.Live is not null)
            Resettled++;
        if (face.Planned is null)
        {
            StartWaiting++;
            Starting.Add(face);
        }
        else if (face.Live is null)
        {
            StopWaiting++;
            Stopping.Add(face);
        }
    }

    private ReclusterCounts Counts(int people, int waiting) =>
        new(people, Faces == 0 ? 0 : (double)(Faces - waiting) / Faces, waiting);
}
