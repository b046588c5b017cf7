using System.Diagnostics;

namespace Recognize.Models.Persistence.Embedded;

/// <summary>
/// A lock between processes on a file (flock). The kernel releases it when its holder ends, however it ends, so a
/// killed process leaves nothing to clean up. Two locks in one process exclude each other as two processes do.
/// </summary>
internal sealed class FileLock : IDisposable
{
    // EAGAIN, which .NET passes on as the HResult when another holder has the lock; the same on every Linux.
    private const int WouldBlock = 11;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>The lock at once, or null when another holder is in the way.</summary>
    public static FileLock? TryTake(string path, bool shared)
    {
        try
        {
            // FileShare.None takes flock's exclusive lock, any other value its shared one.
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = shared ? FileShare.ReadWrite : FileShare.None,
            };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new FileLock(new FileStream(path, options));
        }
        catch (IOException error) when (error.HResult == WouldBlock)
        {
            return null;
        }
    }

    /// <summary>Waits for the lock. It is a poll: flock has no waiting form that can be cancelled.</summary>
    /// <exception cref="EmbeddedPostgresException">Nobody released it within <paramref name="timeout"/>.</exception>
    public static async Task<FileLock> TakeAsync(
        string path, bool shared, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryTake(path, shared) is { } taken)
                return taken;
            if (clock.Elapsed > timeout)
            {
                throw new EmbeddedPostgresException(
                    $"Another Recognize process has been starting or stopping the database for over " +
                    $"{timeout.TotalSeconds:0} s; end it and start again (lock file: {path}).");
            }
            await Task.Delay(Pause, cancellationToken);
        }
    }

    public void Dispose() => _file.Dispose();
}
