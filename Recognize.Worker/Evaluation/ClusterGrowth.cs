using Recognize.Models.Faces.Grouping;

namespace Recognize.Worker.Evaluation;

/// <summary>Lets a library grow in batches of photos, as incremental grouping does, and watches what moves.</summary>
internal sealed class ClusterGrowth(GroupingOptions options, SimilarityLimits limits)
{
    private readonly FaceGrouper _grouper = new(options, limits);
    private readonly FacetBuilder _facets = new(options, limits);

    /// <param name="faces">All faces.</param>
    /// <param name="batches">Into how many batches of photos they are dealt.</param>
    /// <param name="seed">Decides the order of the photos; null keeps the order of their first faces.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The group of every face that has one, and the greatest churn of all batches.</returns>
    public (IReadOnlyDictionary<Guid, Guid> Groups, double Churn) Run(
        IReadOnlyList<GroupingFace> faces, int batches, int? seed, CancellationToken cancellationToken)
    {
        var byPhoto = faces.ToLookup(face => face.MediaId);
        var photos = byPhoto.Select(photo => photo.Key).ToArray();
        if (seed is { } given)
            new Random(given).Shuffle(photos);

        var byId = faces.ToDictionary(face => face.Id);
        var groups = new Dictionary<Guid, Guid>();
        IReadOnlyList<Guid> waiting = [];
        double churn = 0;
        foreach (var batch in photos.Chunk(Math.Max(1, (photos.Length + batches - 1) / batches)))
        {
            var result = _grouper.Group(
                new GroupingInput
                {
                    NewFaces = [.. batch.SelectMany(photo => byPhoto[photo])],
                    WaitingFaces = [.. waiting.Select(id => byId[id])],
                    ExistingGroups = [.. groups.GroupBy(pair => pair.Value, pair => byId[pair.Key]).Select(person =>
                        _facets.Build(person.Key, [.. person], cancellationToken: cancellationToken))],
                },
                cancellationToken);
            var before = new Dictionary<Guid, Guid>(groups);
            foreach (var placement in result.Placements)
                // A new person goes by its first face, which cannot found another one later.
                groups[placement.FaceId] = placement.PersonId ?? result.NewGroups[placement.NewGroup!.Value][0];
            waiting = result.Waiting;
            churn = Math.Max(churn, GroupingFigures.Churn(before, groups));
        }
        return (groups, churn);
    }

    /// <summary>BCubed F1 between two ways to group the same faces; a face in no group is alone.</summary>
    public static double Agreement(
        IReadOnlyList<GroupingFace> faces, IReadOnlyDictionary<Guid, Guid> first, IReadOnlyDictionary<Guid, Guid> second) =>
        GroupingFigures.Measure([.. faces.Select(face => new LabelledFace(
            face.Id.ToString(),
            (first.TryGetValue(face.Id, out var one) ? one : face.Id).ToString(),
            second.TryGetValue(face.Id, out var other) ? other.ToString() : null))]).F1;
}
