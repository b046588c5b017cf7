namespace Recognize.Worker.Scanning.Watching;

/// <summary>How patiently libraries are watched.</summary>
internal sealed record WatchOptions
{
    /// <summary>A scan is asked for when nothing has changed for so long.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>It is asked for after so long for what is at rest by then, however much goes on changing.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often changes that wait are looked at.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often the root, the mounted disks and the list of libraries are looked at.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a library's row is told that it is being watched.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a library is left alone when watching it failed; doubled each time.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such pause, and how long a watch that is not complete goes on before it begins anew.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A folder that has come back is noticed within this time, however long it was away.</summary>
    public TimeSpan LongestPauseForFolder { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Makes the system's watcher of a folder; not yet started.</summary>
    public Func<string, FileSystemWatcher> MakeWatcher { get; init; } = path => new FileSystemWatcher(path);
}
