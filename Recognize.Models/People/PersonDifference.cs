namespace Recognize.Models.People;

/// <summary>
/// A user said that two people are not one: they are never proposed for merging, nor merged by a recluster. Stored in
/// <c>person_differences</c>, the smaller id first.
/// </summary>
public sealed class PersonDifference
{
    public required Guid FirstId { get; init; }

    public required Guid SecondId { get; init; }

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;
}
