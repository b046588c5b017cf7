using Recognize.Models.Classifiers;
using Recognize.Models.Tags;

namespace Recognize.Models.Objects;

/// <summary>Finds the tag of a label of any model among the tags of the rules, by names, synonyms and raw labels.</summary>
internal sealed class RulesTagLookup : ITagLookup
{
    private readonly Dictionary<string, TagDefinition> _byName = new(StringComparer.OrdinalIgnoreCase);

    public RulesTagLookup(TagRules rules)
    {
        // A tag's own name counts before what other tags are also called.
        foreach (var tag in rules.Tags)
            _byName.TryAdd(tag.Definition.Name, tag.Definition);
        foreach (var tag in rules.Tags)
        {
            foreach (var name in tag.Synonyms.Concat(Enum.GetValues<LabelModel>().SelectMany(model => tag.Of(model).Labels)))
                _byName.TryAdd(name, tag.Definition);
        }
    }

    public TagDefinition? Find(string label) =>
        // Lists of things often give synonyms behind the name.
        _byName.GetValueOrDefault(label) ?? _byName.GetValueOrDefault(label.Split(',')[0].Trim());
}
