using Microsoft.Extensions.Options;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;

namespace Recognize.Models.Faces;

/// <summary>
/// Gives the face recogniser of the installed pack, built on first use. An absent pack is a state, not an error: it is
/// looked for again on each call. Thread-safe.
/// </summary>
public sealed class FaceRecognizerFactory(InstalledPacks packs, IOptions<FaceOptions> options)
{
    private readonly Lock _gate = new();
    private FaceRecognizer? _recognizer;

    /// <summary>Version of the pack that serves faces, or null when none is installed. Loads nothing.</summary>
    public string? InstalledVersion => packs.Find(ModelTasks.Faces)?.Version;

    /// <summary>
    /// The recogniser, or null when no pack for faces is installed. Loads nothing: a run that finds nothing to analyse
    /// needs no networks.
    /// </summary>
    public FaceRecognizer? TryGet()
    {
        lock (_gate)
        {
            if (packs.Find(ModelTasks.Faces) is not { } task)
                return null;
            if (_recognizer?.PackVersion != task.Version)
                _recognizer = Create(task);
            return _recognizer;
        }
    }

    private FaceRecognizer Create(PackTask task)
    {
        var basic = task.Files.ContainsKey("landmarks");
        return new FaceRecognizer(() => Open(task, basic), options.Value, task.Version)
        {
            SimilarityLimits = task.Own is { } own ? SimilarityLimits.Around(own.Threshold)
                : basic ? SimilarityLimits.FrFeature : SimilarityLimits.MobileFaceNet,
        };
    }

    private FaceNetworks Open(PackTask task, bool basic)
    {
        var plan = basic ? FaceSearchPlan.UltraFace : FaceSearchPlan.YuNet;
        if (options.Value.MinimumScore is > 0 and var minimum)
            plan = plan with { ScoreFloor = minimum };
        IFaceNetwork detector = basic
            ? new UltraFaceNetwork(
                packs.OpenModel(task, "detector"), packs.OpenModel(task, "landmarks"), plan.ScoreFloor)
            : new YuNetNetwork(packs.OpenModel(task, "detector"));
        var embedder = new FaceEmbedder(
            packs.OpenModel(task, task.Own is null ? "embedder" : OwnRoles.Model),
            task.Own is { } own ? FaceEmbedderKind.Of(own)
                : basic ? FaceEmbedderKind.FrFeature : FaceEmbedderKind.MobileFaceNet);
        return new FaceNetworks(new FaceSearch(detector, plan), new FaceSweep(detector, plan), embedder);
    }
}
