using System.Numerics.Tensors;

namespace Recognize.Models.Deidentification.Measurement;

/// <summary>
/// How many people are found again by vectors: each probe is compared with one photo of the same person, and with all
/// photos of others, which say how alike strangers are.
/// </summary>
internal sealed class Matching
{
    /// <summary>The share of strangers that a match may be wrong about.</summary>
    public const double FalseShare = 0.001;

    private readonly IReadOnlyList<int> _people;
    private readonly IReadOnlyList<int> _counterparts;

    /// <param name="people">Number of the person on each photo.</param>
    /// <param name="counterparts">For each photo, the index of another one of the same person.</param>
    public Matching(IReadOnlyList<int> people, IReadOnlyList<int> counterparts) =>
        (_people, _counterparts) = (people, counterparts);

    /// <summary>The similarity that at most 0.1 % of the pairs of strangers exceed.</summary>
    public float Threshold(IReadOnlyList<float[]> probes, IReadOnlyList<float[]> gallery)
    {
        var strangers = new List<float>(probes.Count * gallery.Count);
        for (var probe = 0; probe < probes.Count; probe++)
        {
            for (var other = 0; other < gallery.Count; other++)
            {
                if (_people[probe] != _people[other])
                    strangers.Add(TensorPrimitives.Dot<float>(probes[probe], gallery[other]));
            }
        }
        strangers.Sort();
        // The most alike pair that must be refused; the little more guards against 2.999… of 3,000.
        return strangers[^((int)((FalseShare * strangers.Count) + 1e-6) + 1)];
    }

    /// <summary>How many probes are more alike than the threshold to the other photo of their person.</summary>
    public int Found(IReadOnlyList<float[]> probes, IReadOnlyList<float[]> gallery, float threshold) =>
        Enumerable.Range(0, probes.Count).Count(
            probe => TensorPrimitives.Dot<float>(probes[probe], gallery[_counterparts[probe]]) > threshold);

    /// <summary>Pairs of strangers that a threshold is taken from.</summary>
    public long StrangerPairs() => _people.Sum(person => (long)_people.Count(other => other != person));
}
