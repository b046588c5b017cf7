namespace Recognize.Worker.Scanning;

/// <summary>What the database knows of a file, for comparison with the disk.</summary>
internal readonly record struct KnownFile(
    Guid Id, string RelativePath, long SizeBytes, long ModifiedTicks, bool IsRemoved);
