using System.Diagnostics;
using System.Text;
using Recognize.Models;
using Recognize.Models.Landmarks;
using Recognize.Models.Library;
using Recognize.Models.Packs;

namespace Recognize.Worker.Analysis;

/// <summary>Since when this home has what it has for a task, which decides between workers that have different packs.</summary>
internal sealed class PackDates(InstalledPacks packs, GalleryOptions gallery, RecognizeHome home)
{
    private const int IdLength = 36;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A random id of the home folder, kept in it: a container's name changes with every start, the folder does not.
    /// </summary>
    public string HomeId { get; } = ReadHomeId(Path.Combine(home.Root, "home-id"));

    /// <summary>Whether an owner chose the pack of a task.</summary>
    public bool IsChosen(AnalysisTask task) => NameOf(task) is { } name && packs.Choice(name) is not null;

    /// <summary>When the pack was chosen, or what it is made of was last put in place.</summary>
    public DateTimeOffset Since(AnalysisTask task)
    {
        var pack = NameOf(task) is { } name ? packs.ServesSince(name) : null;
        return Latest(pack, task == AnalysisTask.Landmarks ? GalleryChangedAt() : null);
    }

    private DateTimeOffset? GalleryChangedAt()
    {
        var folder = new DirectoryInfo(gallery.Folder);
        // The folder's own time tells of photos that were taken out.
        return folder.Exists
            ? folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Append(folder)
                .Max(entry => new DateTimeOffset(entry.LastWriteTimeUtc, TimeSpan.Zero))
            : null;
    }

    private static DateTimeOffset Latest(DateTimeOffset? first, DateTimeOffset? second) =>
        (first > second ? first : second ?? first) ?? DateTimeOffset.UnixEpoch;

    private static string? NameOf(AnalysisTask task) => task switch
    {
        AnalysisTask.Faces => ModelTasks.Faces,
        AnalysisTask.Objects => ModelTasks.Objects,
        AnalysisTask.Landmarks => ModelTasks.Landmarks,
        AnalysisTask.Music => ModelTasks.Music,
        _ => null,
    };

    /// <summary>The first process to come writes it; the file is its own lock, so that all read the same.</summary>
    private static string ReadHomeId(string path)
    {
        using var file = OpenAlone(path);
        Span<byte> text = stackalloc byte[IdLength];
        // Shorter when a process died while it wrote: nobody has used that one.
        if (file.ReadAtLeast(text, IdLength, throwOnEndOfStream: false) < IdLength)
        {
            Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("D"), text);
            file.Position = 0;
            file.Write(text);
            file.Flush(flushToDisk: true);
        }
        return Encoding.ASCII.GetString(text);
    }

    private static FileStream OpenAlone(string path)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path) && Stopwatch.GetElapsedTime(started) < LongestWait)
            {
                Thread.Sleep(5);
            }
        }
    }
}
