namespace Recognize.Models.Deidentification;

/// <summary>What an export does to pictures.</summary>
/// <param name="Choice">How faces are covered.</param>
/// <param name="Shape">The outline of what is covered.</param>
/// <param name="Metadata">What the result says of where it comes from.</param>
public sealed record CoveringPlan(CoverChoice Choice, CoverShape Shape, MetadataChoice Metadata);
