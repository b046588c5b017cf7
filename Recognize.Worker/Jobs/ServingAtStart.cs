using Recognize.Models.Packs;

namespace Recognize.Worker.Jobs;

/// <summary>
/// Which packs served this worker when it was started: asked for before any part of it has opened a model file, and may
/// have found it damaged.
/// </summary>
internal sealed class ServingAtStart(InstalledPacks packs)
{
    private readonly IReadOnlyList<string?> _versions = packs.Serving;

    /// <summary>Whether other packs serve now: chosen, installed, removed or damaged since.</summary>
    public bool HasChanged => !packs.Serving.SequenceEqual(_versions);
}
