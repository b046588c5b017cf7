using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.People;
using Recognize.Models.Tags;

namespace Recognize.Tests.Api;

/// <summary>Fills one library with what a test needs: real files on disk and rows as a worker would write them.</summary>
internal sealed class TestLibrary
{
    private readonly RecognizeApp _app;
    private readonly MediaLibrary _library;

    private TestLibrary(RecognizeApp app, MediaLibrary library)
    {
        _app = app;
        _library = library;
    }

    public string Root => _library.RootPath;

    public Guid Id => _library.Id;

    public static async Task<TestLibrary> CreateAsync(RecognizeApp app, Guid ownerId, string root)
    {
        Directory.CreateDirectory(root);
        var library = new MediaLibrary { OwnerId = ownerId, RootPath = root };
        await using var database = app.Open();
        database.Add(library);
        await database.SaveChangesAsync();
        return new TestLibrary(app, library);
    }

    public string PathOf(MediaItem item) => Path.Combine(Root, item.RelativePath);

    public async Task<MediaItem> AddAsync(
        string relativePath = "",
        DateTimeOffset? sortAt = null,
        MediaKind kind = MediaKind.Photo,
        string mimeType = "image/jpeg",
        byte[]? content = null,
        DateTime? takenAt = null)
    {
        content ??= RandomNumberGenerator.GetBytes(1000);
        var item = new MediaItem
        {
            LibraryId = _library.Id,
            OwnerId = _library.OwnerId,
            RelativePath = relativePath.Length > 0 ? relativePath : $"summer-holiday/{Guid.NewGuid():N}.jpg",
            Kind = kind,
            MimeType = mimeType,
            SizeBytes = content.Length,
            ModifiedTicks = 1,
            ContentHash = [1, .. SHA256.HashData(content)],
            SortAt = sortAt ?? new DateTimeOffset(2024, 7, 1, 10, 0, 0, TimeSpan.Zero),
            TakenAt = takenAt,
        };
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(item))!);
        await File.WriteAllBytesAsync(PathOf(item), content);
        await SaveAsync(item);
        return item;
    }

    public async Task<Person> AddPersonAsync(string? name = null, bool isHidden = false)
    {
        var person = new Person { OwnerId = _library.OwnerId, Name = name, IsHidden = isHidden };
        await SaveAsync(person);
        return person;
    }

    public async Task<Face> AddFaceAsync(MediaItem item, Person? person, float quality = 0.5f)
    {
        var face = new Face
        {
            MediaId = item.Id,
            OwnerId = item.OwnerId,
            X = 0.25f,
            Y = 0.125f,
            Width = 0.25f,
            Height = 0.5f,
            Landmarks = new float[10],
            Score = 0.75f,
            Quality = quality,
            Embedding = new byte[8],
            PackVersion = "faces-1",
            PersonId = person?.Id,
            AssignedBy = person is null ? FaceAssignment.None : FaceAssignment.Cluster,
        };
        await SaveAsync(face);
        return face;
    }

    public async Task AddTagAsync(
        MediaItem item, string tag, TagSource source = TagSource.Recogniser, bool isRemoved = false, float score = 0.5f)
    {
        await using var database = _app.Open();
        await database.Database.ExecuteSqlAsync(
            $"insert into tags (id, name, kind, names) values ({tag}, {"Name of " + tag}, {(tag.StartsWith("keyword:", StringComparison.Ordinal) ? 4 : 0)}, '{{}}') on conflict do nothing");
        database.Add(new MediaTag
        {
            MediaId = item.Id,
            TagId = tag,
            Source = source,
            Score = score,
            IsRemoved = isRemoved,
            RawLabel = "raw " + tag,
        });
        await database.SaveChangesAsync();
    }

    /// <summary>Counts things of a tag that was added before.</summary>
    public Task AddObjectsAsync(MediaItem item, string tag, params float[][] boxes) => SaveAsync(new ObjectCount
    {
        MediaId = item.Id,
        TagId = tag,
        Count = (short)boxes.Length,
        Boxes = [.. boxes.SelectMany(box => box)],
        Scores = [.. boxes.Select(_ => 0.5f)],
    });

    public Task AddWorkAsync(
        MediaItem item, AnalysisTask task, AnalysisState state, string? reason = null, DateTimeOffset? finishedAt = null) =>
        SaveAsync(new AnalysisEntry
        {
            MediaId = item.Id,
            Task = task,
            State = state,
            Reason = reason,
            ErrorKind = reason is null ? null : AnalysisErrorKind.Unreadable,
            FinishedAt = finishedAt,
        });

    public Task AddRunAsync(string summary) => SaveAsync(new JobRun
    {
        Kind = "scan",
        OwnerId = _library.OwnerId,
        LibraryId = _library.Id,
        State = JobState.Succeeded,
        Summary = summary,
    });

    /// <summary>As a scan marks files that it no longer finds.</summary>
    public async Task RemoveAsync(MediaItem item)
    {
        await using var database = _app.Open();
        await database.Media.Where(row => row.Id == item.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(media => media.RemovedAt, DateTimeOffset.UtcNow));
    }

    public async Task SaveAsync(params object[] rows)
    {
        await using var database = _app.Open();
        database.AddRange(rows);
        await database.SaveChangesAsync();
    }
}
