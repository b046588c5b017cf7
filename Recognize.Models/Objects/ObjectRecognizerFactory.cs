using Recognize.Models.Classifiers;
using Recognize.Models.Packs;
using Recognize.Models.Tags;

namespace Recognize.Models.Objects;

/// <summary>
/// Gives the object recogniser of the installed pack, built on first use. An absent pack is a state, not an error: it is
/// looked for again on each call. Thread-safe.
/// </summary>
public sealed class ObjectRecognizerFactory(InstalledPacks packs, TagRules rules)
{
    private readonly Lock _gate = new();
    private ObjectRecognizer? _recognizer;

    /// <summary>Version of the pack and rules that serve objects, or null when none is installed. Loads nothing.</summary>
    public string? InstalledVersion => packs.Find(ModelTasks.Objects) is { } task ? VersionOf(task) : null;

    /// <summary>
    /// The recogniser, or null when no pack for objects is installed. Loads nothing: a run that finds nothing to
    /// analyse needs no networks.
    /// </summary>
    public ObjectRecognizer? TryGet()
    {
        lock (_gate)
        {
            if (packs.Find(ModelTasks.Objects) is not { } task)
                return null;
            if (_recognizer?.PackVersion != VersionOf(task))
                _recognizer = Create(task);
            return _recognizer;
        }
    }

    private ObjectRecognizer Create(PackTask task) => task.Own is null
        ? new ObjectRecognizer(() => Open(task), HasClassifier(task), rules, VersionOf(task))
        : new ObjectRecognizer(
            () => OwnClassifier.Open(packs, task, new RulesTagLookup(rules)), rules, VersionOf(task));

    /// <summary>A pack has all networks that name a photo as a whole, or none.</summary>
    private static bool HasClassifier(PackTask task) => task.Files.ContainsKey("classifier");

    private ObjectNetworks Open(PackTask task) => HasClassifier(task)
        ? OpenAll(task)
        : new ObjectNetworks(
            OpenDetector(task),
            new ObjectTagger(rules.ForDetectorOnly(), new RawLabels([], [], ObjectLabels.Coco)),
            Labelers: null);

    private ObjectNetworks OpenAll(PackTask task)
    {
        var classes = ObjectLabels.ReadImageNet(packs.ReadText(task, "classifier-labels"));
        var labels = ObjectLabels.ReadLabeler(packs.ReadAttachedLabels(task, "labeler", ObjectLabels.LabelerCount));
        var birds = ObjectLabels.ReadBirds(packs.ReadText(task, "birds-labels"));
        return new ObjectNetworks(
            OpenDetector(task),
            new ObjectTagger(rules, new RawLabels(classes, labels, ObjectLabels.Coco)),
            new PhotoLabelers(
                // One score more than there are classes: the first is the background.
                Scores(task, "classifier", ShownSquares.MiddleAndEnds, classes.Count + 1),
                Scores(task, "labeler", ShownSquares.WholeMiddle, labels.Count),
                new BirdNamer(Scores(task, "birds", ShownSquares.Middle, birds.Count), birds, rules)));
    }

    private IObjectDetector OpenDetector(PackTask task)
    {
        var model = packs.OpenModel(task, "detector");
        return CenterNetDetector.Fits(model)
            ? new CenterNetDetector(model, task.Files["detector"].Name)
            : new ObjectDetector(model);
    }

    private ScoreNetwork Scores(PackTask task, string role, ShownSquares squares, int labelCount) =>
        new(packs.OpenModel(task, role), task.Files[role].Name, squares, labelCount);

    private string VersionOf(PackTask task) => $"{task.Version}+rules-{rules.Version}";
}
