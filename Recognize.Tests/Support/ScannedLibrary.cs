using System.Text;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.People;
using Recognize.Models.Persistence;
using Recognize.Models.Tags;
using Recognize.Worker.Database;
using Recognize.Worker.Scanning;

namespace Recognize.Tests.Support;

/// <summary>A library of real files in a temporary folder, and what the database knows of it.</summary>
internal sealed class ScannedLibrary(ScannedDatabase database, MediaLibrary library, ScannerOptions options)
{
    private static readonly DateTime FirstModified = new(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc);

    private int _files;

    public static TaskPlan Everything { get; } = new(
        new Dictionary<AnalysisTask, string>
        {
            [AnalysisTask.Faces] = "faces-1", [AnalysisTask.Objects] = "objects-1",
            [AnalysisTask.Landmarks] = "landmarks-1", [AnalysisTask.Music] = "music-1",
        },
        FacesAllowed: true);

    public MediaLibrary Library => library;

    public string Root => library.RootPath;

    public string this[string relativePath] => Path.Join(Root, relativePath);

    public Task<ScanSummary> ScanAsync(TaskPlan? plan = null) =>
        MakeScanner().ScanAsync(library, plan ?? Everything, null, TestContext.Current.CancellationToken);

    /// <summary>Scans some files or folders, as a request would name them.</summary>
    public Task<ScanSummary> ScanAsync(params string[] paths) =>
        MakeScanner().ScanAsync(library, ScanExtent.Of(paths), Everything, null, TestContext.Current.CancellationToken);

    /// <summary>A scanner as another worker process would have it.</summary>
    /// <param name="mounts">What is mounted where; null for what really is.</param>
    /// <param name="clock">The time; null for the real one.</param>
    public LibraryScanner MakeScanner(MountTable? mounts = null, TimeProvider? clock = null)
    {
        var (store, known) = (database.Get<ScanStore>(), database.Get<KnownFiles>());
        var guard = new DiskGuard(store, known, mounts ?? new MountTable(), clock ?? TimeProvider.System);
        var merge = new LibraryMerge(new FolderWalker(options), known, database.Get<ScanWriter>(), guard);
        return new LibraryScanner(
            merge, guard, known, store, database.Get<AnalysisRequests>(), database.Get<DatabaseRetry>(), clock ?? TimeProvider.System);
    }

    /// <summary>Writes a file; each gets a modification time of its own unless one is given.</summary>
    public string Write(string relativePath, string content, DateTime? modified = null)
    {
        var path = this[relativePath];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(content));
        File.SetLastWriteTimeUtc(path, modified ?? FirstModified.AddSeconds(_files++));
        return path;
    }

    public void Move(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[to])!);
        File.Move(this[from], this[to]);
    }

    /// <summary>The row at a path, removed or not.</summary>
    public async Task<MediaItem> MediaAsync(string relativePath) =>
        Assert.Single(await AllAsync(), item => item.RelativePath == relativePath);

    /// <summary>All rows in path order, removed ones included.</summary>
    public async Task<List<MediaItem>> AllAsync()
    {
        await using var context = database.Open();
        return await context.Media.Where(item => item.LibraryId == library.Id)
            .OrderBy(item => item.RelativePath).ToListAsync();
    }

    /// <summary>Paths of the rows that lists show.</summary>
    public async Task<List<string>> VisibleAsync() =>
        (await AllAsync()).Where(item => item.RemovedAt is null).Select(item => item.RelativePath).ToList();

    public async Task<List<AnalysisEntry>> TasksAsync(Guid mediaId)
    {
        await using var context = database.Open();
        return await context.Analysis.Where(entry => entry.MediaId == mediaId).OrderBy(entry => entry.Task).ToListAsync();
    }

    /// <summary>Rows of one library as text without ids and times, to compare two libraries.</summary>
    public async Task<List<string>> DescribeAsync()
    {
        await using var context = database.Open();
        var tasks = (await context.Analysis.ToListAsync()).ToLookup(entry => entry.MediaId);
        return [.. (await AllAsync()).Select(item =>
            $"{item.RelativePath} {item.Kind} {item.SizeBytes} {item.RemovedAt is null} "
            + string.Join(',', tasks[item.Id].OrderBy(entry => entry.Task).Select(entry => $"{entry.Task}={entry.State}")))];
    }

    /// <summary>Stores what an analysis and its owner would have: hash, a face of a person, a tag, all tasks done.</summary>
    /// <returns>The ids of the file, its face and the person.</returns>
    public async Task<(Guid Media, Guid Face, Guid Person)> AddResultsAsync(string relativePath, string? personName = null)
    {
        var media = await MediaAsync(relativePath);
        var person = new Person { OwnerId = library.OwnerId, Name = personName };
        var face = new Face
        {
            MediaId = media.Id, OwnerId = library.OwnerId, X = 0.1f, Y = 0.1f, Width = 0.2f, Height = 0.2f,
            Landmarks = new float[10], Score = 0.9f, Quality = 0.9f, Embedding = EmbeddingBytes.From(new float[4]),
            PackVersion = "faces-1", PersonId = person.Id, AssignedBy = FaceAssignment.User,
        };
        var tagId = $"tag-{Guid.NewGuid():N}";
        var hash = await ContentHasher.HashAsync(this[relativePath], default);
        await using var context = database.Open();
        context.People.Add(person);
        context.Faces.Add(face);
        context.Tags.Add(new Tag { Id = tagId, Name = "dog" });
        context.MediaTags.Add(new MediaTag { MediaId = media.Id, TagId = tagId, Source = TagSource.User, Score = 1 });
        await context.SaveChangesAsync();
        await context.Media.Where(item => item.Id == media.Id)
            .ExecuteUpdateAsync(update => update.SetProperty(item => item.ContentHash, hash));
        foreach (var state in new[] { AnalysisState.Running, AnalysisState.Done })
        {
            await context.Analysis.Where(entry => entry.MediaId == media.Id)
                .ExecuteUpdateAsync(update => update.SetProperty(entry => entry.State, state));
        }
        return (media.Id, face.Id, person.Id);
    }

    /// <summary>Leaves a file as one whose tries are used up.</summary>
    public async Task FailAsync(string relativePath, AnalysisErrorKind kind)
    {
        var media = await MediaAsync(relativePath);
        await using var context = database.Open();
        foreach (var state in new[] { AnalysisState.Running, AnalysisState.Failed })
        {
            await context.Analysis.Where(entry => entry.MediaId == media.Id).ExecuteUpdateAsync(update => update
                .SetProperty(entry => entry.State, state).SetProperty(entry => entry.ErrorKind, kind)
                .SetProperty(entry => entry.Attempts, (short)6).SetProperty(entry => entry.FinishedAt, DateTimeOffset.UtcNow));
        }
    }

    /// <summary>Whether a file still has its face in its person and its tag.</summary>
    public async Task<bool> HasResultsAsync((Guid Media, Guid Face, Guid Person) results)
    {
        await using var context = database.Open();
        return await context.Faces.AnyAsync(face =>
                face.Id == results.Face && face.MediaId == results.Media && face.PersonId == results.Person)
            && await context.MediaTags.AnyAsync(tag => tag.MediaId == results.Media);
    }

    public void DeleteFolder()
    {
        if (Directory.Exists(Root))
            Shell.Run($"chmod -R u+rwX '{Root}' && rm -rf '{Root}'");
    }
}
