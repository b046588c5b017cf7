namespace Recognize.Worker.Scanning;

/// <summary>A library that cannot be scanned now; it is left exactly as it was.</summary>
internal sealed class LibrarySuspendedException(string reason) : Exception(reason);
