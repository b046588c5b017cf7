namespace Recognize.Models;

/// <summary>What one program of the project tells another that it starts.</summary>
public static class ChildArguments
{
    /// <summary>
    /// Stop when standard input ends: it is a pipe from the process that started this one, and ends with it however it ends.
    /// </summary>
    public const string UntilInputEnds = "--until-input-ends";
}
