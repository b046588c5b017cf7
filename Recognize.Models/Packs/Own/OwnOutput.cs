namespace Recognize.Models.Packs.Own;

/// <summary>What the numbers that a network gives mean.</summary>
public enum OwnOutputKind
{
    /// <summary>Probabilities of labels that exclude each other: they add up to one.</summary>
    Softmax,

    /// <summary>The same before the exponential: any number.</summary>
    Logits,

    /// <summary>Probabilities of labels that do not exclude each other, each 0..1.</summary>
    Sigmoid,

    /// <summary>No labels: a vector that is like those of similar pictures.</summary>
    Embedding,
}

/// <summary>The output that is read.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Length">Numbers for one photo or patch of sound.</param>
/// <param name="Kind">What they mean.</param>
public sealed record OwnOutput(string Name, int Length, OwnOutputKind Kind);
