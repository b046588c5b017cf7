using Recognize.Models.Inference;
using Recognize.Models.Packs.Own;

namespace Recognize.Models.Classifiers;

/// <summary>The sort of network that is tried, by what it is given: photos or sound.</summary>
public abstract class TrialSubject
{
    private protected TrialSubject() { }

    /// <summary>What it is given, in words, such as "photo".</summary>
    internal abstract string Noun { get; }

    /// <summary>Settles how a network is to be given it.</summary>
    /// <exception cref="ModelRefusedException">It takes something else.</exception>
    internal abstract ITrialInput Settle(ModelTrialRequest request, OnnxModel model, bool isImported);
}

/// <summary>How the network that is tried is given what it is tried on.</summary>
internal interface ITrialInput
{
    /// <summary>Null for a network for sound.</summary>
    OwnInput? Photo { get; }

    /// <summary>Null for a network for photos.</summary>
    OwnSoundInput? Sound { get; }

    IReadOnlyList<string> Assumptions { get; }

    /// <summary>Shape of the input tensor.</summary>
    long[] Shape { get; }

    /// <summary>Writes one of three samples, 0 to 2, that have nothing in common; the first is plain.</summary>
    void WriteSample(int number, Span<float> tensor);

    /// <summary>What the network says of a file: a probability for each label.</summary>
    /// <exception cref="Media.UnreadableMediaException">The file cannot be decoded.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    float[] Score(OnnxModel model, string path, OwnOutput output, CancellationToken cancellationToken);
}
