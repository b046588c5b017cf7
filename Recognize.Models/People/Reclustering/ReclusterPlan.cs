using System.Text.Json;

namespace Recognize.Models.People.Reclustering;

/// <summary>
/// The differences between the people as they are and as a recluster found them. Pure: faces in, rows of a preview out,
/// the same for the same faces in any order.
/// </summary>
public sealed class ReclusterPlan
{
    /// <summary>How many faces an example list holds at most.</summary>
    public const int Examples = 6;

    /// <summary>How many other people are named in the flows of one person.</summary>
    private const int MaxFlows = 20;

    private ReclusterPlan(
        List<ReclusterMove> moves, List<ReclusterChange> changes, PlanTotals totals, BCubedFigures agreement)
    {
        Moves = moves;
        Changes = changes;
        Totals = totals;
        AgreementWithLive = agreement;
    }

    /// <summary>Faces that would be somewhere else.</summary>
    public IReadOnlyList<ReclusterMove> Moves { get; }

    /// <summary>People who would change, the greatest change first.</summary>
    public IReadOnlyList<ReclusterChange> Changes { get; }

    internal PlanTotals Totals { get; }

    internal BCubedFigures AgreementWithLive { get; }

    /// <summary>All figures of the preview.</summary>
    /// <param name="anchoredPeople">People that stay whatever happens.</param>
    /// <param name="anchoredFaces">Faces that stay with them.</param>
    /// <param name="confirmed">What the trials with confirmed faces came to.</param>
    /// <param name="conflicts">How many there are.</param>
    /// <param name="seconds">Time of the computation.</param>
    public ReclusterFigures Sum(
        int anchoredPeople, int anchoredFaces, ConfirmedFigures? confirmed, int conflicts, double seconds) => new(
        Totals.Faces, anchoredPeople, anchoredFaces, Totals.Before, Totals.After, CountChanges(), Totals.Moved,
        Totals.StartWaiting, Totals.StopWaiting, Totals.Starting.Ids, Totals.Stopping.Ids, Totals.Churn,
        AgreementWithLive, confirmed, conflicts, seconds);

    /// <param name="runId">The run that the rows belong to.</param>
    /// <param name="faces">All faces that took part, those that stay too.</param>
    /// <param name="people">Everybody whom a face is with now.</param>
    public static ReclusterPlan Make(
        Guid runId, IReadOnlyList<PlannedFace> faces, IReadOnlyDictionary<Guid, LivePerson> people)
    {
        var flows = new Dictionary<(Guid? Live, Guid? Planned), int>();
        foreach (var face in faces)
        {
            var key = (face.Live, face.Planned);
            flows[key] = flows.GetValueOrDefault(key) + 1;
        }

        var tallies = new Dictionary<Guid, PersonTally>();
        foreach (var ((live, planned), count) in flows)
        {
            if (live is { } from)
                Tally(from).AddLive(planned, count);
            if (planned is { } to)
                Tally(to).AddPlanned(live, count);
        }
        foreach (var face in faces)
        {
            if (face.Live is { } from)
                tallies[from].Show(face);
            if (face.Planned is { } to && to != face.Live)
                tallies[to].Show(face);
        }

        var moves = faces.Where(face => face.Live != face.Planned).Select(face => new ReclusterMove
        {
            RunId = runId,
            FaceId = face.FaceId,
            FromPersonId = face.Live,
            FromAssignedBy = face.AssignedBy,
            ToPersonId = face.Planned,
            IsNewPerson = face.Planned is { } to && !people.ContainsKey(to),
            Similarity = face.Planned is null ? null : face.Similarity,
        }).ToList();
        var changes = tallies.Values
            .Where(tally => tally.Gained + tally.Lost > 0)
            .OrderByDescending(tally => tally.Gained + tally.Lost).ThenBy(tally => tally.Id)
            .Select((tally, number) => Describe(runId, number, tally, tallies))
            .ToList();
        return new ReclusterPlan(moves, changes, PlanTotals.Count(faces), Agreement(faces.Count, flows));

        PersonTally Tally(Guid id)
        {
            if (!tallies.TryGetValue(id, out var tally))
                tallies.Add(id, tally = new PersonTally(id, people.GetValueOrDefault(id)));
            return tally;
        }
    }

    /// <summary>People by what would happen to them.</summary>
    public ReclusterChangeCounts CountChanges()
    {
        return new ReclusterChangeCounts(
            Of(ReclusterChangeKinds.Gains), Of(ReclusterChangeKinds.Loses), Of(ReclusterChangeKinds.Merges),
            Of(ReclusterChangeKinds.Splits), Of(ReclusterChangeKinds.Appears), Of(ReclusterChangeKinds.Disappears));

        int Of(ReclusterChangeKinds kind) => Changes.Count(change => change.Kinds.HasFlag(kind));
    }

    private static ReclusterChange Describe(
        Guid runId, int number, PersonTally tally, Dictionary<Guid, PersonTally> all)
    {
        var kinds = ReclusterChangeKinds.None;
        Add(ReclusterChangeKinds.Gains, tally.Gained > 0 && tally.Live is not null);
        Add(ReclusterChangeKinds.Loses, tally.Lost > 0);
        Add(ReclusterChangeKinds.Merges, tally.Live is not null && tally.GainedFrom.Any(flow =>
            flow.Key.Id is { } other && flow.Value >= 2 && 2 * flow.Value > all[other].Before));
        // Who goes over to another person as a whole is merged, not split.
        Add(ReclusterChangeKinds.Splits, tally.LostTo.Any(flow =>
            flow.Key.Id is not null && flow.Value >= 2 && flow.Value < tally.Before));
        Add(ReclusterChangeKinds.Appears, tally.Live is null);
        Add(ReclusterChangeKinds.Disappears, tally.After == 0);
        return new ReclusterChange
        {
            RunId = runId,
            Number = number,
            PersonId = tally.Id,
            Name = tally.Live?.Name,
            IsAnchored = tally.Live?.IsAnchored == true,
            Kinds = kinds,
            FacesBefore = tally.Before,
            FacesAfter = tally.After,
            Gained = tally.Gained,
            Lost = tally.Lost,
            Details = JsonSerializer.Serialize(
                new ReclusterChangeDetails(
                    Flows(tally.GainedFrom), Flows(tally.LostTo), tally.Kept.Ids, tally.Coming.Ids, tally.Going.Ids),
                JsonSerializerOptions.Web),
        };

        void Add(ReclusterChangeKinds kind, bool applies) => kinds |= applies ? kind : ReclusterChangeKinds.None;
    }

    private static List<ReclusterFlow> Flows(Dictionary<PersonOrNone, int> flows) =>
        [.. flows
            .OrderByDescending(flow => flow.Value).ThenBy(flow => flow.Key.Id)
            .Take(MaxFlows)
            .Select(flow => new ReclusterFlow(flow.Key.Id, flow.Value))];

    // BCubed from the counts of (now, then) pairs: a face in no group is a group of its own on its side.
    private static BCubedFigures Agreement(int faces, Dictionary<(Guid? Live, Guid? Planned), int> flows)
    {
        if (faces == 0)
            return new BCubedFigures(1, 1, 1);
        var (before, after) = (new Dictionary<Guid, int>(), new Dictionary<Guid, int>());
        foreach (var ((live, planned), count) in flows)
        {
            if (live is { } from)
                before[from] = before.GetValueOrDefault(from) + count;
            if (planned is { } to)
                after[to] = after.GetValueOrDefault(to) + count;
        }
        double precision = 0, recall = 0;
        foreach (var ((live, planned), count) in flows)
        {
            double together = live is null || planned is null ? 1 : count;
            precision += count * together / (planned is { } to ? after[to] : 1);
            recall += count * together / (live is { } from ? before[from] : 1);
        }
        return BCubedFigures.Of(precision / faces, recall / faces);
    }
}
