using Recognize.Models.Landmarks.Gazetteer;
using Recognize.Models.Tags;

namespace Recognize.Models.Landmarks;

/// <summary>Finds the tag of a place by any name that people write: the gazetteer's where it knows it. Thread-safe.</summary>
public sealed class LandmarkTagIndex
{
    private readonly Dictionary<string, TagDefinition> _byName = new(StringComparer.Ordinal);

    public LandmarkTagIndex(LandmarkGazetteer gazetteer, PlaceTagger places)
    {
        // A name that two places share says neither: it becomes a tag of its own.
        var ambiguous = new HashSet<string>(StringComparer.Ordinal);
        foreach (var landmark in gazetteer.Landmarks)
        {
            var tag = places.LandmarkTags[landmark.Id];
            foreach (var name in landmark.Names.Values.Concat(landmark.Aliases).Select(LandmarkNames.Fold).Distinct())
            {
                if (name.Length > 0 && !_byName.TryAdd(name, tag) && _byName[name] != tag)
                    ambiguous.Add(name);
            }
        }
        foreach (var name in ambiguous)
            _byName.Remove(name);
    }

    /// <summary>The tag of the gazetteer's landmark of that name, in whatever language, or a new one of that name.</summary>
    public TagDefinition TagOf(string label) => _byName.GetValueOrDefault(LandmarkNames.Fold(label))
        ?? TagDefinition.Untranslated($"landmark:{LandmarkNames.Slug(label)}", TagKind.Landmark, label);
}
