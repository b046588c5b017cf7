using Recognize.Models.People.Acts;

namespace Recognize.Models.People.Suggestions;

/// <summary>Turns the answer to a question into the act that it means.</summary>
public sealed class SuggestionAnswers(MergeActs merges, FaceActs faces, RuleActs rules)
{
    /// <param name="who">Who answers.</param>
    /// <param name="suggestion">The question.</param>
    /// <param name="isSame">Yes merges two people, or puts the face to the person; no keeps them apart for good.</param>
    /// <param name="seen">The people of the question, in the versions that the actor saw.</param>
    /// <param name="releasesPhotos">Photos that show both may show one person twice.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> AnswerAsync(
        ActFor who, PersonSuggestion suggestion, bool isSame, IReadOnlyList<PersonSeen> seen, bool releasesPhotos,
        CancellationToken cancellationToken)
    {
        var person = Seen(seen, suggestion.PersonId);
        if (suggestion.FaceId is { } face)
            return isSame
                ? faces.MoveAsync(who, new([face]) { To = person, ReleasesPhotos = releasesPhotos }, cancellationToken)
                : faces.RejectAsync(who, person.PersonId, [face], cancellationToken);
        var other = Seen(seen, suggestion.OtherId!.Value);
        return isSame
            ? merges.MergeAsync(
                who, new([person, other]) { Into = person.PersonId, ReleasesPhotos = releasesPhotos }, cancellationToken)
            : rules.DifferentAsync(who, person, other, areDifferent: true, cancellationToken);
    }

    private static PersonSeen Seen(IReadOnlyList<PersonSeen> seen, Guid id) =>
        seen.FirstOrDefault(person => person.PersonId == id)
        ?? throw new ActRefusedException(
            ActRefusal.Invalid, "Name the people of the question in the versions that were seen.", [id]);
}
