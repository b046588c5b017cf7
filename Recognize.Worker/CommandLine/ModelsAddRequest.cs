using Recognize.Models.Packs.Own;

namespace Recognize.Worker.CommandLine;

/// <summary>What <c>models add</c> was asked for.</summary>
internal sealed record ModelsAddRequest
{
    /// <summary>Memory a model may take unless told otherwise: ten times what the largest pack here needs.</summary>
    public const int UsualMemoryMiB = 2048;

    public required string Task { get; init; }

    public required string File { get; init; }

    public string? Labels { get; init; }

    public string? Name { get; init; }

    public string? Input { get; init; }

    public OwnOutputKind? Output { get; init; }

    public string? Background { get; init; }

    public float? Threshold { get; init; }

    public string Licence { get; init; } = "not stated";

    /// <summary>Photos or recordings to try it on; null for those of the library.</summary>
    public string? TryFolder { get; init; }

    public int MemoryMiB { get; init; } = UsualMemoryMiB;

    /// <summary>Whose library they are of; null for the first user.</summary>
    public string? User { get; init; }

    /// <summary>Install without a question.</summary>
    public bool Yes { get; init; }
}
