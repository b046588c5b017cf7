namespace Recognize.Models.Tags;

/// <summary>What a recogniser says of a file.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Score">How sure, 0..1.</param>
/// <param name="RawLabel">What the model, gallery or gazetteer itself said, for the question "why?".</param>
/// <param name="Source">Which sort of recogniser said it.</param>
/// <param name="TimeSeconds">Where in a video it was surest; null for a photo or a whole recording.</param>
public sealed record RecognizedTag(
    TagDefinition Tag, float Score, string RawLabel, TagSource Source, double? TimeSeconds = null)
{
    /// <inheritdoc cref="TagDefinition.Id"/>
    public string TagId => Tag.Id;
}
