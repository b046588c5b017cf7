using Recognize.Models.People;

namespace Recognize.Tests.People.Histories;

/// <summary>What must be true of a library after each step, whatever the step was.</summary>
internal static class HistoryChecks
{
    /// <summary>Rules that hold at any moment.</summary>
    public static IEnumerable<string> Broken(HistoryState state)
    {
        foreach (var (id, face) in state.Faces)
        {
            if (face.Person is null != (face.AssignedBy == FaceAssignment.None))
                yield return $"face {id} has person {face.Person} but was placed by {face.AssignedBy}";
            if (face.Person is { } person && !state.People.ContainsKey(person))
                yield return $"face {id} is of a person {person} who is not there";
            if (face.Person is not null && face.IsIgnored)
                yield return $"face {id} is ignored and of {face.Person}";
            if (face.Person is { } rejected && state.Rejections.Contains((id, rejected)))
                yield return $"face {id} is {rejected}, which was rejected";
        }
        foreach (var twice in state.Faces.Where(face => face.Value.Person is not null)
            .GroupBy(face => (face.Value.Photo, face.Value.Person))
            .Where(group => group.Count() > 1 && !state.Released.Contains(group.Key.Photo)))
            yield return $"photo {twice.Key.Photo} shows {twice.Key.Person} twice";
        foreach (var place in state.Faces.Values.GroupBy(face => (face.Photo, face.X)).Where(group => group.Count() > 1))
            yield return $"photo {place.Key.Photo} has {place.Count()} faces in one place";
        foreach (var (id, person) in state.People)
        {
            if (person.Cover is { } cover && state.Faces.TryGetValue(cover, out var face) && face.Person != id)
                yield return $"person {id} is shown by the face {cover} of {face.Person}";
        }
        if (state.People.Values.Select(person => person.Owner).Distinct().Count() > 1)
            yield return "a face is of somebody else's person";
    }

    /// <summary>What a step that no user asked for may not change.</summary>
    public static IEnumerable<string> Lost(HistoryState before, HistoryState after) =>
        Lost(before, after, new HashSet<Guid>());

    /// <summary>What a step may not change but where a user's act says so.</summary>
    /// <param name="before">Before the step.</param>
    /// <param name="after">After it.</param>
    /// <param name="touched">Faces and people that the act is about.</param>
    public static IEnumerable<string> Lost(HistoryState before, HistoryState after, IReadOnlySet<Guid> touched)
    {
        foreach (var (id, face) in before.Faces)
        {
            if (face.IsConfirmed && !touched.Contains(id) && after.Faces.TryGetValue(id, out var now)
                && (now.Person, now.AssignedBy) != (face.Person, face.AssignedBy))
                yield return $"confirmed face {id} went from {face.Person} to {now.Person}";
            if (face.IsIgnored && !touched.Contains(id) && after.Faces.TryGetValue(id, out var still) && !still.IsIgnored)
                yield return $"face {id} is no longer ignored";
        }
        foreach (var (id, person) in before.People)
        {
            if (touched.Contains(id))
                continue;
            var now = after.People.GetValueOrDefault(id);
            if (person.Name is not null && now?.Name != person.Name)
                yield return $"the name {person.Name} is lost";
            if (now is not null && (now.IsHidden, now.IgnoredAs) != (person.IsHidden, person.IgnoredAs))
                yield return $"person {id} is no longer hidden or ignored as it was";
            if (now is not null && now.Cover != person.Cover)
                yield return $"person {id} lost its cover";
            if (now is null && (person.IsHidden || person.IgnoredAs is not null))
                yield return $"person {id}, who was hidden or ignored, is gone";
        }
        foreach (var rejection in before.Rejections)
        {
            if (after.Rejections.Contains(rejection) || touched.Contains(rejection.Face) || touched.Contains(rejection.Person))
                continue;
            // With the face or the person the word about the two has gone.
            if (after.Faces.ContainsKey(rejection.Face) && after.People.ContainsKey(rejection.Person))
                yield return $"the rejection of {rejection.Person} for face {rejection.Face} is forgotten";
        }
        foreach (var photo in before.Released.Where(photo => !after.Released.Contains(photo) && !touched.Contains(photo)))
        {
            if (after.Faces.Values.Any(face => face.Photo == photo))
                yield return $"photo {photo} is no longer released";
        }
    }

    /// <summary>What no grouping may do: move a face that has a person already.</summary>
    public static IEnumerable<string> Moved(HistoryState before, HistoryState after) => before.Faces
        .Where(face => face.Value.Person is not null && after.Faces.TryGetValue(face.Key, out var now)
            && now.Person != face.Value.Person)
        .Select(face => $"settled face {face.Key} moved");
}
