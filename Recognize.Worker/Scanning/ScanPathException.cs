namespace Recognize.Worker.Scanning;

/// <summary>A path that cannot be scanned; the message is a sentence for whoever asked.</summary>
internal sealed class ScanPathException(string reason) : Exception(reason);
