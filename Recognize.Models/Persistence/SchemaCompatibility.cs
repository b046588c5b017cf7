namespace Recognize.Models.Persistence;

/// <summary>Which programs may use the database. Stored in <c>schema_compatibility</c>, in one row.</summary>
public sealed class SchemaCompatibility
{
    /// <summary>The newest migration a program knows must not be older than this one.</summary>
    public required string OldestProgram { get; init; }
}
