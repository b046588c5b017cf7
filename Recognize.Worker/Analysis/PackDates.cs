using Recognize.Models;
using Recognize.Models.Landmarks;
using Recognize.Models.Library;
using Recognize.Models.Packs;

namespace Recognize.Worker.Analysis;

/// <summary>Since when this home has what it has for a task, which decides between workers that have different packs.</summary>
internal sealed class PackDates(InstalledPacks packs, GalleryOptions gallery, RecognizeHome home)
{
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

    private static string ReadHomeId(string path)
    {
        if (!File.Exists(path))
        {
            var next = $"{path}.{Guid.NewGuid():N}.part";
            File.WriteAllText(next, Guid.NewGuid().ToString());
            try
            {
                File.Move(next, path);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another process of this home was faster: its id counts.
                File.Delete(next);
            }
        }
        return File.ReadAllText(path);
    }
}
