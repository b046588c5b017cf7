namespace Recognize.Models.Tags;

/// <summary>One tag of the rules file: its place among the tags, and what the models must say for it.</summary>
/// <param name="Id">Stable id; corrections of people refer to it.</param>
/// <param name="Name">English name.</param>
/// <param name="Parents">Ids of the tags it implies.</param>
/// <param name="Synonyms">Other English words a search should find it by.</param>
/// <param name="ClassifierLabels">ImageNet labels whose probabilities add up to its score.</param>
/// <param name="Gather">Add the labels of all tags below it, too.</param>
/// <param name="Threshold">Least score from the classifier, 0..1.</param>
/// <param name="DetectorLabels">COCO labels whose surest box is its score.</param>
/// <param name="DetectorThreshold">Least score from the detector, 0..1.</param>
/// <param name="Agreement">Least gathered score from the classifier without which no box is believed, 0..1.</param>
public sealed record TagRule(
    string Id,
    string Name,
    IReadOnlyList<string> Parents,
    IReadOnlyList<string> Synonyms,
    IReadOnlyList<string> ClassifierLabels,
    bool Gather,
    float Threshold,
    IReadOnlyList<string> DetectorLabels,
    float DetectorThreshold,
    float Agreement);
