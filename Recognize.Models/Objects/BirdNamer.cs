using Recognize.Models.Media;
using Recognize.Models.Tags;

namespace Recognize.Models.Objects;

/// <summary>
/// Names the species of a bird, once the general models have said that there is one: on anything else the bird classifier
/// is as sure and always wrong. Immutable, thread-safe.
/// </summary>
internal sealed class BirdNamer
{
    private readonly ScoreNetwork _network;
    private readonly SpeciesRule? _rule;
    private readonly TagDefinition?[] _species;
    private readonly IReadOnlyList<string> _labels;

    /// <param name="network">The bird classifier.</param>
    /// <param name="labels">Its labels, <c>Latin name (Common name)</c>; others, such as the background, are no species.</param>
    /// <param name="rules">Where species stand, and how sure one must be.</param>
    public BirdNamer(ScoreNetwork network, IReadOnlyList<string> labels, TagRules rules)
    {
        _network = network;
        _rule = rules.Species;
        _labels = labels;
        _species = [.. labels.Select(label => _rule is null ? null : BirdSpecies.Find(label, rules, _rule.Parent))];
    }

    /// <summary>
    /// Whether the tags of a photo call for a species: they say that there is a bird, and not already which.
    /// </summary>
    public bool Asks(IReadOnlyList<RecognizedTag> tags) =>
        _rule is not null
        && tags.Any(tag => tag.TagId == _rule.Parent.Id)
        && !tags.Any(tag => tag.Tag.Parent?.Id == _rule.Parent.Id && tag.Score >= _rule.Known);

    /// <summary>The species, or null when the classifier is not sure.</summary>
    public RecognizedTag? Name(PixelImage image, CancellationToken cancellationToken)
    {
        var scores = _network.Score(image, cancellationToken);
        var surest = 0;
        for (var place = 1; place < scores.Length; place++)
        {
            if (scores[place] > scores[surest])
                surest = place;
        }
        return _rule is not null && scores[surest] >= _rule.Alone && _species[surest] is { } species
            ? new RecognizedTag(species, scores[surest], $"birds:{_labels[surest]}", TagSource.Recogniser)
            : null;
    }
}
