namespace Recognize.Models.Tags;

/// <summary>What a recogniser says of a file: a tag id of the rules file, how sure (0..1), and the raw label behind it.</summary>
public sealed record RecognizedTag(string TagId, float Score, string RawLabel);
