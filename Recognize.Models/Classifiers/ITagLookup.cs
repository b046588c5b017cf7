using Recognize.Models.Tags;

namespace Recognize.Models.Classifiers;

/// <summary>Knows tags by the names that the labels of any model may have for them.</summary>
public interface ITagLookup
{
    /// <summary>The tag of a label, or null when no tag is known by it.</summary>
    TagDefinition? Find(string label);
}
