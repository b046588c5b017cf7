using System.Numerics.Tensors;

namespace Recognize.Worker.Grouping;

/// <summary>A person, or a face in no group, that may be the same as another.</summary>
/// <param name="Id">The person's or the face's.</param>
/// <param name="IsFace">Whether it is a face.</param>
/// <param name="Name">Of the person.</param>
/// <param name="Sum">Sum of the unit vectors of its faces.</param>
/// <param name="Count">How many vectors are in the sum.</param>
/// <param name="Frames">The photos and frames that show it; see <see cref="Models.People.PhotoFrame"/>.</param>
internal sealed record SuggestionSubject(
    Guid Id, bool IsFace, string? Name, float[] Sum, int Count, HashSet<Guid> Frames);

/// <summary>A question worth asking; fields as in <see cref="Models.People.Suggestions.PersonSuggestion"/>.</summary>
internal sealed record RankedSuggestion(
    SuggestionSubject Person, SuggestionSubject Other, float Similarity, float Probability, float Gain);

/// <summary>
/// Ranks pairs that resemble each other, but not enough to have been joined, by how many faces a question about them is
/// expected to settle: the probability of a yes times the faces that get somebody's name by it. See docs/people.md.
/// </summary>
/// <param name="group">Least mean similarity by which large groups are joined.</param>
/// <param name="pair">Least similarity by which two faces are joined.</param>
internal sealed class SuggestionRanking(float group, float pair)
{
    /// <summary>How many are kept.</summary>
    public const int Most = 500;

    /// <summary>
    /// How far below the limit a yes is as probable as a no, and how fast that changes. The limits are set for hardly a
    /// mistake among millions of pairs, so what is just below them is the same person more often than not.
    /// </summary>
    private const float EvenBelow = 0.07f, Slope = 0.03f;

    /// <summary>Farther below the limit, fewer than one in ten is the same.</summary>
    private const float FloorBelow = 0.15f;

    /// <summary>Two groups that a user named the same are one person, or two of one name.</summary>
    private const float SameName = 0.9f;

    /// <summary>A yes about two nameless groups leaves one that is nameless still.</summary>
    private const float NamelessWorth = 0.5f;

    /// <summary>Questions about who one group or face is: the likeliest few; the rest follow when these are answered.</summary>
    private const int MostForOne = 3;

    /// <summary>How many candidates are held, so that those that fall out for <see cref="MostForOne"/> leave enough.</summary>
    private const int Held = 8 * Most;

    /// <summary>Rows compared with all others while they stay in the processor's cache.</summary>
    private const int Block = 32;

    /// <param name="people">Compared with each other and with the faces.</param>
    /// <param name="faces">In no group; not compared with each other.</param>
    /// <param name="isBarred">Whether somebody has said that two are different.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public IReadOnlyList<RankedSuggestion> Rank(
        IReadOnlyList<SuggestionSubject> people, IReadOnlyList<SuggestionSubject> faces,
        Func<Guid, Guid, bool> isBarred, CancellationToken cancellationToken)
    {
        var held = new PriorityQueue<RankedSuggestion, float>();
        var all = people.Concat(faces).ToArray();
        for (var start = 0; start < all.Length; start += Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = Math.Min(start + Block, all.Length);
            // Pairs of which the first is a person: two faces in no group are what groupings look at.
            for (var first = 0; first < Math.Min(end, people.Count); first++)
            {
                for (var second = Math.Max(start, first + 1); second < end; second++)
                {
                    if (Judge(all[first], all[second]) is not { } suggestion
                        || (held.Count >= Held && held.TryPeek(out _, out var least) && suggestion.Gain <= least)
                        || isBarred(suggestion.Person.Id, suggestion.Other.Id)
                        || suggestion.Person.Frames.Overlaps(suggestion.Other.Frames))
                        continue;
                    held.Enqueue(suggestion, suggestion.Gain);
                    if (held.Count > Held)
                        held.Dequeue();
                }
            }
        }
        return Choose(held.UnorderedItems.Select(item => item.Element));
    }

    private RankedSuggestion? Judge(SuggestionSubject first, SuggestionSubject second)
    {
        var pairs = (float)first.Count * second.Count;
        var similarity = TensorPrimitives.Dot<float>(first.Sum, second.Sum) / pairs;
        var limit = group + ((pair - group) / pairs);
        var areNamed = first.Name is not null && second.Name is not null;
        var areNamedAlike = areNamed && string.Equals(first.Name, second.Name, StringComparison.OrdinalIgnoreCase);
        if (areNamed ? !areNamedAlike : similarity < limit - FloorBelow)
            return null;

        var probability = 1 / (1 + MathF.Exp(-(similarity - limit + EvenBelow) / Slope));
        if (areNamedAlike)
            probability = Math.Max(probability, SameName);
        var (person, other) = Leads(first, second) ? (first, second) : (second, first);
        var gain = probability * other.Count * (person.Name is null ? NamelessWorth : 1);
        return new RankedSuggestion(person, other, similarity, probability, gain);
    }

    /// <summary>Whether the first is who the second would become.</summary>
    private static bool Leads(SuggestionSubject first, SuggestionSubject second) =>
        (!first.IsFace, first.Name is not null, first.Count, second.Id)
            .CompareTo((!second.IsFace, second.Name is not null, second.Count, first.Id)) > 0;

    private static List<RankedSuggestion> Choose(IEnumerable<RankedSuggestion> held)
    {
        var asked = new Dictionary<Guid, int>();
        var chosen = new List<RankedSuggestion>();
        foreach (var suggestion in held
            .OrderByDescending(suggestion => suggestion.Gain)
            .ThenBy(suggestion => suggestion.Person.Id).ThenBy(suggestion => suggestion.Other.Id))
        {
            var times = asked.GetValueOrDefault(suggestion.Other.Id);
            if (times >= MostForOne)
                continue;
            asked[suggestion.Other.Id] = times + 1;
            chosen.Add(suggestion);
            if (chosen.Count == Most)
                break;
        }
        return chosen;
    }
}
