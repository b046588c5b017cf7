using Recognize.Models.Classifiers;
using Recognize.Models.Tags;

namespace Recognize.Models.Music;

/// <summary>Knows genres, and sounds that are no music, by the labels that networks have for them.</summary>
internal sealed class GenreLookup(GenreRules rules) : ITagLookup
{
    private const string Suffix = " music";

    public TagDefinition? Find(string label) => rules.Find(label) ?? rules.FindSound(label) ?? WithoutSuffix(label);

    // "Rock music", as AudioSet has it.
    private TagDefinition? WithoutSuffix(string label) => label.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
        ? rules.Find(label[..^Suffix.Length])
        : null;
}
