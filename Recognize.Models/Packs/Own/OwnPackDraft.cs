namespace Recognize.Models.Packs.Own;

/// <summary>A model that passed its trial and waits for its owner's yes.</summary>
public sealed record OwnPackDraft
{
    /// <summary>As the owner calls it: lower-case letters, digits and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="ModelTasks"/>.</summary>
    public required string Task { get; init; }

    /// <summary>As the owner stated it.</summary>
    public required string Licence { get; init; }

    /// <summary>How it wants a photo; null for a network for music.</summary>
    public OwnInput? Input { get; init; }

    /// <summary>How it wants sound; null for a network for photos.</summary>
    public OwnSoundInput? Sound { get; init; }

    public required OwnOutput Output { get; init; }

    public required float Threshold { get; init; }

    /// <summary>Null for a network without labels.</summary>
    public LabelList? Labels { get; init; }

    /// <summary>Files of installed packs that it works with, by role: a face network needs a detector.</summary>
    public IReadOnlyDictionary<string, ModelFile> SharedFiles { get; init; } = new Dictionary<string, ModelFile>();
}
