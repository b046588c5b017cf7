using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics.Tensors;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.People.Reclustering;

namespace Recognize.Worker.Grouping;

/// <summary>Finds what a recluster must not decide: contradictions in what users said, and between it and the faces.</summary>
internal sealed class ReclusterConflictFinder(Guid runId, GroupingOptions options, SimilarityLimits measured)
{
    /// <summary>Nobody answers more questions than these at a time; the most striking ones come first.</summary>
    private const int MaxOfAKind = 500;

    private const int Examples = 4;

    private readonly SimilarityLimits _limits = measured.Shifted(options.SimilarityShift);

    /// <summary>All conflicts, the most striking of each kind first.</summary>
    /// <param name="anchors">Everybody about whom somebody has said something, and who has faces.</param>
    /// <param name="people">Everybody.</param>
    /// <param name="differences">Pairs that a user said are different: no question any more.</param>
    /// <param name="trials">What confirmed faces resemble.</param>
    /// <param name="isElsewhere">Whether such a face would join somebody else.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public List<ReclusterConflict> Find(
        IReadOnlyList<Anchor> anchors, IEnumerable<LivePerson> people, IReadOnlySet<(Guid, Guid)> differences,
        IReadOnlyList<ConfirmedTrial> trials, Func<ConfirmedTrial, bool> isElsewhere, CancellationToken cancellationToken)
    {
        var alike = LookAlikes(anchors, differences, cancellationToken).ToList();
        // Of two people who look like one, each face may well resemble the other more: that is one question, not many.
        var asked = alike.Select(found => Ordered(found.People[0], found.People[1])).ToHashSet();
        var conflicts = alike
            .Concat(TwoLooks(anchors))
            .Concat(Elsewhere(trials.Where(trial =>
                isElsewhere(trial) && !asked.Contains(Ordered(trial.Own.Person.Id, trial.Rival!.Person.Id)))))
            .Concat(SameNames(people, anchors))
            .ToList();
        return [.. conflicts.Select((found, number) => new ReclusterConflict
        {
            RunId = runId,
            Number = number,
            Kind = found.Kind,
            People = found.People,
            Faces = found.Faces,
            Similarity = found.Similarity,
            Message = found.Message,
            Remedy = found.Remedy,
        })];
    }

    private IEnumerable<Found> LookAlikes(
        IReadOnlyList<Anchor> anchors, IReadOnlySet<(Guid, Guid)> differences, CancellationToken cancellationToken)
    {
        var pairs = new ConcurrentBag<(int First, int Second, float Similarity, float Surplus)>();
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Threads == 0 ? Environment.ProcessorCount : options.Threads,
            CancellationToken = cancellationToken,
        };
        Parallel.For(0, anchors.Count, parallel, first =>
        {
            for (var second = first + 1; second < anchors.Count; second++)
            {
                var (similarity, surplus) = Closest(anchors[first].Group, anchors[second].Group);
                if (surplus >= 0)
                    pairs.Add((first, second, similarity, surplus));
            }
        });
        return pairs
            .OrderByDescending(pair => pair.Surplus).ThenBy(pair => pair.First).ThenBy(pair => pair.Second)
            .Select(pair => (First: anchors[pair.First], Second: anchors[pair.Second], pair.Similarity))
            .Where(pair => !differences.Contains(Ordered(pair.First.Person.Id, pair.Second.Person.Id))
                // Seen together in one photo they are two people, however alike.
                && !pair.First.Group.MediaIds.Intersect(pair.Second.Group.MediaIds).Any())
            .Take(MaxOfAKind)
            .Select(pair => new Found(
                ReclusterConflictKind.LookAlike,
                [pair.First.Person.Id, pair.Second.Person.Id],
                [.. Best(pair.First.Faces), .. Best(pair.Second.Faces)],
                pair.Similarity,
                $"{Called(pair.First)} and {Called(pair.Second)} look like one person (similarity {Figure(pair.Similarity)}).",
                "Merge them, or say that they are different."));
    }

    /// <summary>
    /// The pair of looks that exceeds its limit by most. A single face beside other looks speaks for itself alone.
    /// </summary>
    private (float Similarity, float Surplus) Closest(ExistingGroup first, ExistingGroup second)
    {
        var closest = (Similarity: 0f, Surplus: float.NegativeInfinity);
        foreach (var a in first.Facets.Where(facet => facet.Count > 1 || first.Facets.Count == 1))
            foreach (var b in second.Facets.Where(facet => facet.Count > 1 || second.Facets.Count == 1))
            {
                var similarity = TensorPrimitives.Dot<float>(a.Sum, b.Sum) / ((float)a.Count * b.Count);
                var surplus = similarity - _limits.Needed(a.Count, b.Count);
                if (surplus > closest.Surplus)
                    closest = (similarity, surplus);
            }
        return closest;
    }

    private IEnumerable<Found> TwoLooks(IReadOnlyList<Anchor> anchors) => anchors
        .Where(anchor => anchor.Looks.Count >= 2)
        .Select(anchor => (Anchor: anchor, Similarity: Mean(anchor.Looks[0], anchor.Looks[1])))
        // Near the limit the cut is chance; two people lie well apart.
        .Where(found => found.Similarity < _limits.Group - _limits.Margin)
        .OrderBy(found => found.Similarity).ThenBy(found => found.Anchor.Person.Id)
        .Take(MaxOfAKind)
        .Select(found => new Found(
            ReclusterConflictKind.TwoLooks,
            [found.Anchor.Person.Id],
            [.. Best(found.Anchor.Looks[0]), .. Best(found.Anchor.Looks[1])],
            found.Similarity,
            $"The faces that stay with {Called(found.Anchor)} look like two people: {found.Anchor.Looks[0].Count} and "
                + $"{found.Anchor.Looks[1].Count} faces (similarity {Figure(found.Similarity)}).",
            "Split the person, or leave it if it is one person who has changed."));

    private static IEnumerable<Found> Elsewhere(IEnumerable<ConfirmedTrial> trials) => trials
        .OrderByDescending(trial => trial.RivalSimilarity - trial.OwnSimilarity).ThenBy(trial => trial.Face.Face.Id)
        .Take(MaxOfAKind)
        .Select(trial => new Found(
            ReclusterConflictKind.ConfirmedElsewhere,
            [trial.Own.Person.Id, trial.Rival!.Person.Id],
            [trial.Face.Face.Id, .. Best(trial.Rival.Faces)],
            trial.RivalSimilarity,
            float.IsFinite(trial.OwnSimilarity)
                ? $"A face that was confirmed as {Called(trial.Own)} (similarity {Figure(trial.OwnSimilarity)}) resembles "
                    + $"{Called(trial.Rival)} more ({Figure(trial.RivalSimilarity)})."
                : $"The only face of {Called(trial.Own)} resembles {Called(trial.Rival)} ({Figure(trial.RivalSimilarity)}).",
            "Look at the face: leave it, or move it."));

    private static IEnumerable<Found> SameNames(IEnumerable<LivePerson> people, IReadOnlyList<Anchor> anchors)
    {
        var faces = anchors.ToDictionary(anchor => anchor.Person.Id, anchor => anchor.Faces);
        return people
            .Where(person => person.Name is not null)
            .GroupBy(person => person.Name!.Trim(), StringComparer.OrdinalIgnoreCase)
            .Where(named => named.Count() > 1)
            .OrderBy(named => named.Key, StringComparer.Ordinal)
            .Take(MaxOfAKind)
            .Select(named => new Found(
                ReclusterConflictKind.SameName,
                [.. named.Select(person => person.Id).Order()],
                [.. named.OrderBy(person => person.Id).SelectMany(person => Best(faces.GetValueOrDefault(person.Id, [])).Take(2))],
                null,
                string.Create(CultureInfo.InvariantCulture, $"{named.Count()} people are called {named.Key}."),
                "Merge them, or give one of them another name."));
    }

    private static float Mean(IReadOnlyList<GroupingFace> first, IReadOnlyList<GroupingFace> second)
    {
        var (a, b) = (Sum(first), Sum(second));
        return TensorPrimitives.Dot<float>(a, b) / ((float)first.Count * second.Count);
    }

    private static float[] Sum(IReadOnlyList<GroupingFace> faces)
    {
        var sum = new float[faces[0].Embedding.Length];
        foreach (var face in faces)
            TensorPrimitives.Add<float>(sum, face.Embedding, sum);
        return sum;
    }

    private static IEnumerable<Guid> Best(IReadOnlyList<SnapshotFace> faces) => Best([.. faces.Select(face => face.Face)]);

    private static IEnumerable<Guid> Best(IReadOnlyList<GroupingFace> faces) => faces
        .OrderByDescending(face => face.Quality).ThenBy(face => face.Id).Take(Examples).Select(face => face.Id);

    private static string Called(Anchor anchor) => anchor.Person.Name
        ?? string.Create(CultureInfo.InvariantCulture, $"a person without a name ({anchor.Faces.Count} faces)");

    private static string Figure(float similarity) => similarity.ToString("0.00", CultureInfo.InvariantCulture);

    private static (Guid, Guid) Ordered(Guid a, Guid b) => a.CompareTo(b) < 0 ? (a, b) : (b, a);

    private sealed record Found(
        ReclusterConflictKind Kind, Guid[] People, Guid[] Faces, float? Similarity, string Message, string Remedy);
}
