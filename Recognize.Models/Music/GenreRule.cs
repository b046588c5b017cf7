using Recognize.Models.Tags;

namespace Recognize.Models.Music;

/// <summary>A genre of the rules file, and which answers of the networks speak for it.</summary>
/// <param name="Tag">The tag, with its parent.</param>
/// <param name="Tags">Weights of musicnn's tags.</param>
/// <param name="Classes">Weights of AudioSet classes.</param>
internal sealed record GenreRule(
    TagDefinition Tag, IReadOnlyDictionary<string, float> Tags, IReadOnlyDictionary<string, float> Classes);

/// <summary>A sound that is no music.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Classes">AudioSet classes of which the surest is its score.</param>
internal sealed record SoundRule(TagDefinition Tag, IReadOnlyList<string> Classes);
