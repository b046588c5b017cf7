using Recognize.Models.People.Acts;

namespace Recognize.Models.People.Suggestions;

/// <summary>An answer to a question.</summary>
/// <param name="IsSame">Yes merges two people, or puts the face to the person; no keeps them apart for good.</param>
/// <param name="Seen">The people of the question, in the versions that the actor saw.</param>
public sealed record SuggestionAnswer(bool IsSame, IReadOnlyList<PersonSeen> Seen)
{
    /// <summary>Photos that show both may show one person twice.</summary>
    public bool ReleasesPhotos { get; init; }

    /// <summary>What was said against a yes of single faces is taken back.</summary>
    public bool TakesBackRejections { get; init; }

    /// <summary>The name from now on; needed only when both have one.</summary>
    public string? Name { get; init; }
}

/// <summary>Turns the answer to a question into the act that it means.</summary>
public sealed class SuggestionAnswers(MergeActs merges, FaceActs faces, RuleActs rules)
{
    /// <param name="who">Who answers.</param>
    /// <param name="suggestion">The question.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    /// <exception cref="ActRefusedException">Nothing was stored.</exception>
    public Task<ActDone> AnswerAsync(
        ActFor who, PersonSuggestion suggestion, SuggestionAnswer answer, CancellationToken cancellationToken)
    {
        var person = Seen(answer.Seen, suggestion.PersonId);
        if (suggestion.FaceId is { } face)
            return answer.IsSame
                ? faces.MoveAsync(
                    who,
                    new([face])
                    {
                        To = person, ReleasesPhotos = answer.ReleasesPhotos, TakesBackRejections = answer.TakesBackRejections,
                    },
                    cancellationToken)
                : faces.RejectAsync(who, person.PersonId, [face], cancellationToken);
        var other = Seen(answer.Seen, suggestion.OtherId!.Value);
        return answer.IsSame
            ? merges.MergeAsync(
                who,
                new([person, other])
                {
                    Into = person.PersonId, Name = answer.Name, ReleasesPhotos = answer.ReleasesPhotos,
                    TakesBackRejections = answer.TakesBackRejections,
                },
                cancellationToken)
            : rules.DifferentAsync(who, person, other, areDifferent: true, cancellationToken);
    }

    private static PersonSeen Seen(IReadOnlyList<PersonSeen> seen, Guid id) =>
        seen.FirstOrDefault(person => person.PersonId == id)
        ?? throw new ActRefusedException(
            ActRefusal.Invalid, "Name the people of the question in the versions that were seen.", [id]);
}
