namespace Recognize.Models.Tags;

/// <summary>One tag of the rules file: what it is, and what the models must say for it.</summary>
/// <param name="Definition">Id, kind, names and place in the taxonomy.</param>
/// <param name="Synonyms">Other English words that a search finds it by.</param>
/// <param name="Gather">Whether labels of the tags below it count for it; false for headings too wide to be an answer.</param>
/// <param name="OfImagenet">The classifier's part.</param>
/// <param name="OfLabeler">The general labeler's part.</param>
/// <param name="OfCoco">The detector's part.</param>
public sealed record TagRule(
    TagDefinition Definition,
    IReadOnlyList<string> Synonyms,
    bool Gather,
    LabelRule OfImagenet,
    LabelRule OfLabeler,
    LabelRule OfCoco)
{
    /// <inheritdoc cref="TagDefinition.Id"/>
    public string Id => Definition.Id;

    /// <summary>The part of a model.</summary>
    public LabelRule Of(LabelModel model) => model switch
    {
        LabelModel.Imagenet => OfImagenet,
        LabelModel.Labeler => OfLabeler,
        LabelModel.Coco => OfCoco,
        _ => throw new ArgumentOutOfRangeException(nameof(model)),
    };
}
