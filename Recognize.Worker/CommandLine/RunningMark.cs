using System.Globalization;
using Recognize.Models;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// Held while a home is being served: a locked file that says by whom. The system drops the lock when the process
/// dies, however it dies.
/// </summary>
internal sealed class RunningMark : IDisposable
{
    private readonly FileStream _lock;

    private RunningMark(FileStream lockFile) => _lock = lockFile;

    /// <summary>Takes the mark, or returns null and what the holder wrote.</summary>
    public static RunningMark? TryTake(RecognizeHome home, string urls, out string holder)
    {
        // The text lies beside the lock: a locked file cannot be read by others.
        var lockPath = Path.Combine(home.Run, "up.lock");
        var textPath = Path.Combine(home.Run, "up.txt");
        try
        {
            var mark = new RunningMark(new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            holder = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}, {urls}");
            File.WriteAllText(textPath, holder);
            return mark;
        }
        catch (IOException) when (File.Exists(lockPath))
        {
            holder = File.Exists(textPath) ? File.ReadAllText(textPath) : "it has just started";
            return null;
        }
    }

    public void Dispose() => _lock.Dispose();
}
