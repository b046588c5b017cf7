using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;
using Recognize.Models.Tags;

namespace Recognize.Models.Classifiers;

/// <summary>A photo classifier that the owner added, for objects or landmarks. Thread-safe.</summary>
internal sealed class OwnClassifier
{
    private readonly OnnxModel _model;
    private readonly OwnModel _own;
    private readonly OwnInput _input;
    private readonly string _fileName;
    private readonly LabelTagger _tagger;

    private OwnClassifier(OnnxModel model, OwnModel own, string fileName, LabelTagger tagger) =>
        (_model, _own, _input, _fileName, _tagger) = (model, own, own.Input!, fileName, tagger);

    /// <summary>Loads and verifies an owner's pack.</summary>
    /// <exception cref="ModelFileException">A file is missing or damaged.</exception>
    public static OwnClassifier Open(InstalledPacks packs, PackTask task, ITagLookup lookup)
    {
        var own = task.Own ?? throw new ArgumentException("The pack is none of the owner's.", nameof(task));
        var labels = OwnLabels.Read(packs, task, own);
        var fileName = task.Files[OwnRoles.Model].Name;
        return new OwnClassifier(
            packs.OpenModel(task, OwnRoles.Model), own, fileName, new LabelTagger(task, labels, lookup));
    }

    /// <summary>The tags of a photo, surest first.</summary>
    /// <exception cref="ModelFileException">The network gives something else than when it was added.</exception>
    public IReadOnlyList<RecognizedTag> Recognize(PixelImage image, CancellationToken cancellationToken)
    {
        using var run = _model.Rent(_input.Shape);
        PhotoInput.Write(image, _input, run.Input);
        run.Execute(cancellationToken);
        var scores = run.Output(_own.Output.Name).ToArray();
        if (scores.Length != _own.Output.Length || !Array.TrueForAll(scores, float.IsFinite))
            throw new ModelFileException(_fileName, $"{_fileName} gave no {_own.Output.Length} scores for a photo.");
        ScoreKinds.ToProbabilities(scores, _own.Output.Kind);
        return _tagger.Tag(scores);
    }
}
