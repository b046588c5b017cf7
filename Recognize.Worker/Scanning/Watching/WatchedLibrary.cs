namespace Recognize.Worker.Scanning.Watching;

/// <summary>A library that is to be watched, and what its row says.</summary>
internal sealed record WatchedLibrary(Guid Id, Guid OwnerId, string RootPath, DateTimeOffset? LastScanAt);
