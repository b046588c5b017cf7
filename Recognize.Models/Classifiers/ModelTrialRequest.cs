namespace Recognize.Models.Classifiers;

/// <summary>What is to be tried.</summary>
public sealed record ModelTrialRequest
{
    /// <summary>Absolute path of the model file, ending in <c>.onnx</c> or <c>.tflite</c>.</summary>
    public required string Path { get; init; }

    /// <summary>One of <see cref="Packs.ModelTasks"/>.</summary>
    public required string Task { get; init; }

    /// <summary>What the owner says of the input; <c>--input</c> in docs/models.md.</summary>
    public string? Input { get; init; }

    /// <summary>What the owner says the output is: softmax, logits or sigmoid; null to find out.</summary>
    public Packs.Own.OwnOutputKind? Output { get; init; }

    /// <summary>Labels there are; null when they are sought in the model file.</summary>
    public int? LabelCount { get; init; }

    /// <summary>Photos or recordings to try it on, absolute paths.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Most memory the process that tries it may take, in MiB.</summary>
    public required int MemoryMiB { get; init; }
}
