namespace Recognize.Models.Tags;

/// <summary>The models whose raw labels the tag rules know.</summary>
public enum LabelModel
{
    /// <summary>The photo classifier: 1,000 ImageNet classes that exclude each other, so probabilities add up.</summary>
    Imagenet,

    /// <summary>The general labeler: labels that do not exclude each other, each with a probability of its own.</summary>
    Labeler,

    /// <summary>The object detector: boxes of 80 COCO classes.</summary>
    Coco,
}

/// <summary>What one model must say for a tag.</summary>
/// <param name="Labels">Raw labels that mean this tag and none below it.</param>
/// <param name="Alone">Evidence, 0..1, that is enough without the other models; 1 means never.</param>
/// <param name="Agreed">Least evidence, 0..1, for this model to count as agreeing with another.</param>
public sealed record LabelRule(IReadOnlyList<string> Labels, float Alone, float Agreed);
