namespace Recognize.Worker.CommandLine;

/// <summary>A command that cannot go on for a reason its user can mend: one sentence, no stack trace.</summary>
internal sealed class CommandFailure(string message) : Exception(message);
