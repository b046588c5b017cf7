using System.Diagnostics;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.People.Reclustering;

namespace Recognize.Worker.Grouping;

/// <summary>Everything that a finished computation stores.</summary>
internal sealed record ReclusterOutcome(ReclusterPlan Plan, IReadOnlyList<ReclusterConflict> Conflicts, ReclusterFigures Figures);

/// <summary>
/// Groups a snapshot of an owner's faces from the beginning, around what users have said. Pure: no database, no clock but
/// for the time it takes; memory is one copy of the vectors and what the grouper needs.
/// </summary>
internal sealed class ReclusterComputation
{
    private readonly ReclusterRun _run;
    private readonly GroupingOptions _options;
    private readonly GroupingOptions _anchoring;
    private readonly SimilarityLimits _limits;
    private readonly FaceGrouper _grouper;
    private readonly ReclusterProgress _progress;
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <param name="run">Whose settings to use.</param>
    /// <param name="options">Of the installation.</param>
    /// <param name="limits">Of the embedder, before any setting shifts them.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <exception cref="ArgumentException">The settings do not fit the embedder; the message says why.</exception>
    public ReclusterComputation(
        ReclusterRun run, GroupingOptions options, SimilarityLimits limits, ReclusterProgress progress)
    {
        _run = run;
        _options = run.Settings.Over(options);
        // What makes a new person says nothing about the looks of one that exists: how large it has to be, and how good a face.
        _anchoring = _options with { MinGroupSize = 2, MinFoundingQuality = options.MinFoundingQuality };
        _limits = limits;
        _grouper = new FaceGrouper(_options, limits);
        _progress = progress;
    }

    public ReclusterOutcome Run(ReclusterSnapshot snapshot, CancellationToken cancellationToken)
    {
        var anchors = FindAnchors(snapshot, cancellationToken);
        var staying = anchors.SelectMany(anchor => anchor.Faces).Select(face => face.Face.Id).ToHashSet();
        var free = snapshot.Faces.Where(face => !staying.Contains(face.Face.Id)).ToList();

        _progress.Report(ReclusterStage.Grouping);
        var result = _grouper.Group(
            new GroupingInput
            {
                NewFaces = [.. free.Select(face => face.Face)],
                ExistingGroups = [.. anchors.Select(anchor => anchor.Group)],
                Rejections = snapshot.Rejections,
            },
            cancellationToken);

        _progress.Report(ReclusterStage.Comparing);
        var places = Place(result, free, snapshot);
        var plan = ReclusterPlan.Make(
            _run.Id,
            [.. snapshot.Faces.Where(face => !face.IsRemoved).Select(face => Plan(face, staying, places))],
            snapshot.People);
        _progress.Report(ReclusterStage.Comparing, 0.3);
        var trials = new ReclusterTrials(_options, _limits);
        var tried = trials.Run(anchors, cancellationToken);
        _progress.Report(ReclusterStage.Comparing, 0.6);
        var conflicts = new ReclusterConflictFinder(_run.Id, _options, _limits).Find(
            anchors, snapshot.People.Values, snapshot.Differences, tried, trials.IsElsewhere, cancellationToken);
        var figures = plan.Sum(
            anchors.Count, anchors.Sum(anchor => anchor.Faces.Count(face => !face.IsRemoved)),
            trials.Judge(anchors, tried, cancellationToken), conflicts.Count, _watch.Elapsed.TotalSeconds);
        return new ReclusterOutcome(plan, conflicts, figures);
    }

    private List<Anchor> FindAnchors(ReclusterSnapshot snapshot, CancellationToken cancellationToken)
    {
        _progress.Report(ReclusterStage.Anchoring);
        var members = snapshot.Faces
            .Where(face => face.PersonId is { } id && snapshot.People[id].IsAnchored)
            .ToLookup(face => face.PersonId!.Value);
        // A contact may be linked with a person of whom there is no face yet.
        var people = members.Select(person => person.Key).Union(snapshot.Portraits.Select(person => person.Key))
            .Order().ToList();
        var finder = new ReclusterAnchors(_anchoring, _limits);
        var anchors = new List<Anchor>(people.Count);
        foreach (var id in people)
        {
            cancellationToken.ThrowIfCancellationRequested();
            anchors.Add(finder.Find(snapshot.People[id], [.. members[id]], snapshot.Portraits[id], cancellationToken));
            _progress.Report(ReclusterStage.Anchoring, (double)anchors.Count / people.Count);
        }
        return anchors;
    }

    /// <summary>Where each free face goes; those left out wait.</summary>
    private static Dictionary<Guid, (Guid Person, float Similarity)> Place(
        GroupingResult result, List<SnapshotFace> free, ReclusterSnapshot snapshot)
    {
        var byId = free.ToDictionary(face => face.Face.Id);
        var taken = GroupTakeover.Match(
            [.. result.NewGroups.Select(group => group.Select(id => byId[id].PersonId))],
            person => !snapshot.People[person].IsAnchored);
        var people = taken.Select(person => person ?? Guid.CreateVersion7()).ToArray();

        return result.Placements.ToDictionary(
            placement => placement.FaceId,
            placement => (placement.PersonId ?? people[placement.NewGroup!.Value], placement.Similarity));
    }

    private static PlannedFace Plan(
        SnapshotFace face, HashSet<Guid> staying, Dictionary<Guid, (Guid Person, float Similarity)> places)
    {
        var id = face.Face.Id;
        var (planned, similarity) = staying.Contains(id) ? (face.PersonId, null)
            : places.TryGetValue(id, out var place) ? (place.Person, place.Similarity)
            : ((Guid?)null, (float?)null);
        return new PlannedFace(id, face.Face.Quality, face.PersonId, face.AssignedBy, planned, similarity);
    }
}
