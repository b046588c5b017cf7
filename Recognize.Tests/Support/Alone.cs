namespace Recognize.Tests.Support;

/// <summary>Tests that measure processes: nothing else of the suite runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
