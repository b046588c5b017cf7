using System.Numerics.Tensors;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.People.Reclustering;

namespace Recognize.Worker.Grouping;

/// <summary>A confirmed face on its own.</summary>
/// <param name="Own">Its person.</param>
/// <param name="Face">The face.</param>
/// <param name="OwnSimilarity">To the look of the rest of its person that it resembles most.</param>
/// <param name="IsOwnEnough">Whether it would join by that, were there nobody else.</param>
/// <param name="Rival">Of the others that it would join, the one it resembles most; null for none.</param>
/// <param name="RivalSimilarity">To that one.</param>
internal sealed record ConfirmedTrial(
    Anchor Own, SnapshotFace Face, float OwnSimilarity, bool IsOwnEnough, Anchor? Rival, float RivalSimilarity);

/// <summary>
/// Lets confirmed faces find their person by themselves, in two ways that cost little beside the grouping: each against the
/// looks of all people with itself taken out of its own; and all with each other alone, without any person given.
/// </summary>
internal sealed class ReclusterTrials(GroupingOptions options, SimilarityLimits measured)
{
    /// <summary>Faces of the first trial at most: its cost is this times the number of looks.</summary>
    private const int MaxTrials = 20_000;

    /// <summary>Faces of the second trial at most: its cost grows with the square.</summary>
    private const int MaxGrouped = 10_000;

    private readonly SimilarityLimits _limits = measured.Shifted(options.SimilarityShift);
    private readonly List<(Anchor Anchor, float[] Sum, int Count)> _looks = [];

    /// <summary>Each confirmed face on its own; poor ones too, as they were confirmed all the same.</summary>
    public IReadOnlyList<ConfirmedTrial> Run(IReadOnlyList<Anchor> anchors, CancellationToken cancellationToken)
    {
        _looks.AddRange(anchors.SelectMany(anchor =>
            anchor.Group.Facets.Select(facet => (anchor, facet.Sum, facet.Count))));
        var faces = Sample(anchors, MaxTrials);
        var trials = new ConfirmedTrial[faces.Count];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Threads == 0 ? Environment.ProcessorCount : options.Threads,
            CancellationToken = cancellationToken,
        };
        Parallel.For(0, faces.Count, parallel, i => trials[i] = Try(faces[i].Anchor, faces[i].Face));
        return trials;
    }

    /// <summary>What both trials come to; null where nothing is confirmed.</summary>
    public ConfirmedFigures? Judge(
        IReadOnlyList<Anchor> anchors, IReadOnlyList<ConfirmedTrial> trials, CancellationToken cancellationToken)
    {
        if (trials.Count == 0)
            return null;
        var returned = trials.Count(trial => trial.IsOwnEnough && trial.OwnSimilarity > trial.RivalSimilarity + _limits.Margin);
        var elsewhere = trials.Count(IsElsewhere);

        var faces = Sample(anchors, MaxGrouped);
        var result = new FaceGrouper(options, measured).Group(
            new GroupingInput { NewFaces = [.. faces.Select(face => face.Face.Face)] }, cancellationToken);
        var groups = result.Placements.ToDictionary(placement => placement.FaceId, placement => placement.NewGroup!.Value);
        var freely = GroupingFigures.Measure([.. faces.Select(face => new LabelledFace(
            face.Face.Face.MediaId.ToString(),
            face.Anchor.Person.Id.ToString(),
            groups.TryGetValue(face.Face.Face.Id, out var group)
                ? group.ToString(System.Globalization.CultureInfo.InvariantCulture)
                : null))]);
        return new ConfirmedFigures(
            trials.Count, returned, elsewhere, trials.Count - returned - elsewhere,
            BCubedFigures.Of(freely.Precision, freely.Recall));
    }

    /// <summary>Whether the face would join somebody else.</summary>
    public bool IsElsewhere(ConfirmedTrial trial) =>
        trial.Rival is not null && trial.RivalSimilarity > trial.OwnSimilarity + _limits.Margin;

    private ConfirmedTrial Try(Anchor own, SnapshotFace face)
    {
        var (best, bestOwn) = (float.NegativeInfinity, float.NegativeInfinity);
        Anchor? rival = null;
        // The look that the face is in is the one it resembles most, itself included.
        var (home, homeSimilarity) = (-1, float.NegativeInfinity);
        for (var i = 0; i < _looks.Count; i++)
        {
            var (anchor, sum, count) = _looks[i];
            var similarity = TensorPrimitives.Dot<float>(face.Face.Embedding, sum) / count;
            if (anchor == own)
            {
                if (similarity > homeSimilarity)
                    (home, homeSimilarity) = (i, similarity);
            }
            else if (similarity > best && similarity >= _limits.NeededToJoin(1, count))
            {
                (best, rival) = (similarity, anchor);
            }
        }
        var isOwnEnough = false;
        // Poor faces are in no sum, unless the person has no others.
        var isInSum = face.Face.Quality >= options.MinFoundingQuality
            || own.Faces.All(other => other.Face.Quality < options.MinFoundingQuality);
        for (var i = 0; i < _looks.Count; i++)
        {
            var (anchor, sum, count) = _looks[i];
            if (anchor != own)
                continue;
            var dot = TensorPrimitives.Dot<float>(face.Face.Embedding, sum);
            if (i == home && isInSum)
                (dot, count) = (dot - 1, count - 1);
            if (count == 0)
                continue;
            isOwnEnough |= dot / count >= _limits.NeededToJoin(1, count);
            bestOwn = Math.Max(bestOwn, dot / count);
        }
        return new ConfirmedTrial(own, face, bestOwn, isOwnEnough, rival, best);
    }

    /// <summary>Evenly from all confirmed faces, the same ones in every run over the same faces.</summary>
    private static List<(Anchor Anchor, SnapshotFace Face)> Sample(IReadOnlyList<Anchor> anchors, int most)
    {
        var all = anchors
            .SelectMany(anchor => anchor.Faces.Where(face => face.IsConfirmed).Select(face => (anchor, face)))
            .OrderBy(entry => entry.face.Face.OrderKey, StringComparer.Ordinal).ThenBy(entry => entry.face.Face.Id)
            .ToList();
        if (all.Count <= most)
            return all;
        return [.. Enumerable.Range(0, most).Select(i => all[(int)((long)i * all.Count / most)])];
    }
}
