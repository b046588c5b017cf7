using System.Numerics.Tensors;
using Recognize.Models.Faces.Grouping;

namespace Recognize.Worker.Evaluation;

/// <summary>
/// Stands in for the database while faces are added to a made library: who is settled where, who waits. Each group that
/// the grouper made is a person with one look.
/// </summary>
internal sealed class ScalePeople
{
    private readonly float _minFoundingQuality;
    private readonly Dictionary<Guid, Guid> _personOf = [];
    private readonly Dictionary<Guid, GroupingFace> _waiting = [];
    private readonly Dictionary<Guid, ExistingGroup> _people = [];

    public ScalePeople(IReadOnlyList<GroupingFace> faces, GroupingResult result, float minFoundingQuality)
    {
        _minFoundingQuality = minFoundingQuality;
        foreach (var face in faces)
            _waiting.Add(face.Id, face);
        Store(result);
    }

    /// <summary>What concerns the new faces: the people of the candidates, and the candidates that wait.</summary>
    public GroupingInput Among(GroupingFace[] added, IReadOnlySet<Guid> candidates)
    {
        var people = new HashSet<Guid>();
        var waiting = new List<GroupingFace>();
        foreach (var candidate in candidates)
            if (_personOf.TryGetValue(candidate, out var person))
                people.Add(person);
            else
                waiting.Add(_waiting[candidate]);
        return new GroupingInput
        {
            NewFaces = added,
            WaitingFaces = waiting,
            ExistingGroups = [.. people.Select(person => _people[person])],
        };
    }

    /// <summary>Keeps what was decided after one face was added.</summary>
    public void Store(GroupingFace added, GroupingResult result)
    {
        _waiting.Add(added.Id, added);
        Store(result);
    }

    private void Store(GroupingResult result)
    {
        var created = result.NewGroups.Select(_ => Guid.NewGuid()).ToArray();
        foreach (var placement in result.Placements)
        {
            var face = _waiting[placement.FaceId];
            var person = placement.PersonId ?? created[placement.NewGroup!.Value];
            _waiting.Remove(face.Id);
            _personOf.Add(face.Id, person);
            Settle(face, person);
        }
    }

    private void Settle(GroupingFace face, Guid person)
    {
        if (!_people.TryGetValue(person, out var group))
            group = new ExistingGroup(person, [new GroupFacet(new float[face.Embedding.Length], 0)], new HashSet<Guid>());
        ((HashSet<Guid>)group.MediaIds).Add(face.MediaId);
        if (face.Quality >= _minFoundingQuality)
        {
            var facet = group.Facets[0];
            TensorPrimitives.Add<float>(facet.Sum, face.Embedding, facet.Sum);
            group = group with { Facets = [facet with { Count = facet.Count + 1 }] };
        }
        _people[person] = group;
    }
}
