using System.Numerics.Tensors;
using Recognize.Models.Faces.Grouping;

namespace Recognize.Models.Contacts.Matching;

/// <summary>How alike a contact and a person, or a face, are by their most telling looks.</summary>
/// <param name="Similarity">Mean similarity.</param>
/// <param name="Pairs">How many pairs the mean is made of.</param>
/// <param name="Quality">Quality of the poorer side.</param>
internal readonly record struct MatchScore(float Similarity, int Pairs, float Quality)
{
    /// <summary>Of all looks of both sides those that exceed what they need by most.</summary>
    public static MatchScore Best(
        ContactIdentity identity, IReadOnlyList<GroupFacet> facets, float quality, MatchLimits limits)
    {
        var best = default(MatchScore);
        var lead = float.NegativeInfinity;
        foreach (var look in identity.Looks)
        {
            foreach (var facet in facets)
            {
                var pairs = look.Count * facet.Count;
                var score = new MatchScore(
                    TensorPrimitives.Dot<float>(look.Sum, facet.Sum) / pairs, pairs, Math.Min(quality, look.Quality));
                var over = score.Similarity - limits.Suggestion(pairs, score.Quality);
                if (over > lead)
                    (best, lead) = (score, over);
            }
        }
        return best;
    }
}
