using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models.Accounts;
using Recognize.Models.Faces;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Objects;
using Recognize.Models.People;
using Recognize.Models.Tags;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.Database;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Analysis;

public sealed class OutcomeWriterTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestInstallation _installation = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres);
        await _installation.AgreeToFacesAsync();
        _installation.Write("photo.jpg", [1, 2, 3]);
        await _installation.Get<LibraryWork>().ScanAsync(await _installation.AddLibraryAsync(), null, Token);
        // As if packs were installed: these tests bring the recognisers' results themselves.
        await _installation.ExecuteAsync("UPDATE analysis SET state = 0 WHERE state = 6");
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Write_StoresEverythingAndClosesTheTasks()
    {
        var media = await ClaimAsync();

        await WriteAsync(Outcome(media, [Face(0.1f, 0.1f)], [Tag("dog", 0.9f, "imagenet:beagle")]) with
        {
            Basics = new BasicsResult
            {
                ContentHash = new byte[32], Width = 4000, Height = 3000, CameraMake = "Leica",
                TakenAt = new DateTime(2019, 7, 14, 18, 30, 0), TakenAtOffsetMinutes = 120, Keywords = ["Sommer Fest"],
            },
        });

        await using var database = _installation.Open();
        var item = await database.Media.SingleAsync(Token);
        Assert.Equal(4000, item.Width);
        Assert.Equal(new DateTime(2019, 7, 14, 18, 30, 0), item.TakenAt);
        Assert.Equal(new DateTimeOffset(2019, 7, 14, 16, 30, 0, TimeSpan.Zero), item.SortAt);
        Assert.Equal(
            ["dog", "keyword:sommer-fest"],
            await database.MediaTags.Select(tag => tag.TagId).Order().ToListAsync(Token));
        Assert.Single(await database.Faces.ToListAsync(Token));
        Assert.All(await database.Analysis.ToListAsync(Token), entry => Assert.Equal(AnalysisState.Done, entry.State));
    }

    [Fact]
    public async Task Write_NotesTheWorkOfTheMinute_AndEndsTheHurry()
    {
        await _installation.ExecuteAsync("UPDATE analysis SET priority = -10");
        var media = await ClaimAsync();

        await WriteAsync(AnalysisOutcome.Failed(media, AnalysisErrorKind.Unreadable, "It is no photo."));

        Assert.Equal("0:0:1,1:0:1,2:0:1,3:0:1", await _installation.ScalarAsync<string>(
            "SELECT string_agg(task || ':' || done || ':' || failed, ',' ORDER BY task) FROM work_minutes"));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE priority <> 0"));
    }

    [Fact]
    public async Task Write_StoresNamesAndPlaceOfTags_AndBringsThemUpToDate()
    {
        await _installation.ExecuteAsync(
            "INSERT INTO tags (id, kind, name, names) VALUES ('dog', 0, 'Hound', '{}'), ('keyword:dog', 4, 'DOG', '{}')");

        await WriteAsync(Outcome(await ClaimAsync(), [], [Tag("dog", 0.9f, "x")]) with
        {
            Basics = new BasicsResult { ContentHash = new byte[32], Keywords = ["dog"] },
        });

        await using var database = _installation.Open();
        var dog = await database.Tags.SingleAsync(tag => tag.Id == "dog", Token);
        Assert.Equal(("dog", "animal"), (dog.Name, dog.ParentId));
        Assert.Equal("dog-de", dog.Names["de"]);
        Assert.Equal("Animal", (await database.Tags.SingleAsync(tag => tag.Id == "animal", Token)).Name);
        Assert.Equal("DOG", (await database.Tags.SingleAsync(tag => tag.Id == "keyword:dog", Token)).Name);
    }

    [Fact]
    public async Task Write_ReplacesOnlyTheTagsOfTheTaskThatWasDone()
    {
        var media = await ClaimAsync();
        var place = Tag("city:1", 1, "gps") with { Source = TagSource.Place };
        var shown = Tag("dog", 0.9f, "x") with { TimeSeconds = 12.5 };
        await WriteAsync(new AnalysisOutcome(
            media,
            [TaskOutcome.Succeeded(AnalysisTask.Objects, "o-1"), TaskOutcome.Succeeded(AnalysisTask.Landmarks, "l-1")])
        {
            Tags = new Dictionary<AnalysisTask, IReadOnlyList<RecognizedTag>>
            {
                [AnalysisTask.Objects] = [shown], [AnalysisTask.Landmarks] = [place],
            },
        });
        await MakeDueAsync();

        await WriteAsync(new AnalysisOutcome(
            await ClaimAsync(), [TaskOutcome.Succeeded(AnalysisTask.Landmarks, "l-2")])
        {
            Tags = new Dictionary<AnalysisTask, IReadOnlyList<RecognizedTag>> { [AnalysisTask.Landmarks] = [] },
        });

        await using var database = _installation.Open();
        var tag = Assert.Single(await database.MediaTags.ToListAsync(Token));
        Assert.Equal(("dog", 12.5, "o-1"), (tag.TagId, tag.TimeSeconds, tag.PackVersion));
    }

    [Fact]
    public async Task Write_KeepsWhatTheOwnerSaid_WhenAPhotoIsAnalysedAgain()
    {
        await WriteAsync(Outcome(await ClaimAsync(), [Face(0.1f, 0.1f), Face(0.6f, 0.1f)], [Tag("cat", 0.9f, "x")]));
        var person = new Person { OwnerId = _installation.Owner.Id, Name = "Grandma" };
        var guest = (await _installation.Get<AccountDirectory>().CreateUserAsync("ben", isAdmin: false, Token)).User;
        await using (var database = _installation.Open())
        {
            database.People.Add(person);
            database.Tags.Add(new Tag { Id = "garden", Name = "Garden" });
            await database.SaveChangesAsync(Token);
            var mediaId = await database.Media.Select(item => item.Id).SingleAsync(Token);
            await database.Faces.ExecuteUpdateAsync(
                update => update.SetProperty(face => face.PersonId, person.Id)
                    .SetProperty(face => face.AssignedBy, FaceAssignment.User), Token);
            await new ManualTags(_installation.Database).ChangeAsync(mediaId, guest.Id, ["garden"], [], ["cat"], [], Token);
        }
        await MakeDueAsync();

        // The first face is found a little elsewhere, the second not at all, and a third is new.
        await WriteAsync(Outcome(await ClaimAsync(), [Face(0.11f, 0.1f), Face(0.3f, 0.6f)], [Tag("cat", 0.8f, "x")]));

        await using var after = _installation.Open();
        var faces = await after.Faces.OrderBy(face => face.Y).ThenBy(face => face.X).ToListAsync(Token);
        Assert.Equal([0.11f, 0.6f, 0.3f], faces.Select(face => face.X));
        Assert.Equal([person.Id, person.Id, null], faces.Select(face => face.PersonId));
        var tags = await after.MediaTags.Where(tag => tag.Source == TagSource.User).OrderBy(tag => tag.TagId).ToListAsync(Token);
        Assert.Equal(
            [("cat", true, guest.Id), ("garden", false, guest.Id)], tags.Select(tag => (tag.TagId, tag.IsRemoved, tag.SetBy)));
    }

    [Fact]
    public async Task Write_RemovesAutomaticResultsThatAreNoLongerFound()
    {
        await WriteAsync(Outcome(await ClaimAsync(), [Face(0.1f, 0.1f)], [Tag("cat", 0.9f, "x")]));
        await MakeDueAsync();

        await WriteAsync(Outcome(await ClaimAsync(), [], []));

        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM faces"));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM media_tags"));
    }

    [Fact]
    public async Task Write_DropsFaces_WhenConsentWasWithdrawnMeanwhile()
    {
        var media = await ClaimAsync();
        await _installation.Get<FaceConsentLedger>().RecordAsync(_installation.Owner.Id, false, "anna in a test", Token);

        await WriteAsync(Outcome(media, [Face(0.1f, 0.1f)], [Tag("cat", 0.9f, "x")]));

        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM faces"));
        Assert.Equal(1, await _installation.ScalarAsync<int>("SELECT count(*) FROM media_tags"));
        Assert.Equal((int)AnalysisState.Withheld, await _installation.ScalarAsync<int>("SELECT state FROM analysis WHERE task = 1"));
    }

    [Fact]
    public async Task Stage_StoresTheLastFileInHandAtOnce_WhateverTheClockSays()
    {
        var media = await ClaimAsync();
        var work = new WorkInHand();
        work.Add(media.MediaId);
        var outcomes = Channel.CreateUnbounded<AnalysisOutcome>();
        var stage = new OutcomeStage(
            _installation.Get<OutcomeWriter>(), _installation.Get<AnalysisLedger>(), _installation.Get<AbsentLibraries>(),
            _installation.Get<DatabaseRetry>(), new StoppedClock(), NullLogger<OutcomeStage>.Instance);
        using var stages = new CancellationTokenSource();

        var storing = stage.RunAsync(outcomes, work, new AnalysisCounters(), stages, Token);
        Assert.True(outcomes.Writer.TryWrite(Outcome(media, [], [Tag("cat", 0.9f, "x")])));
        while (!work.IsEmpty)
            await work.WhenChangedAsync(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        outcomes.Writer.Complete();
        await storing;

        Assert.Equal(1, await _installation.ScalarAsync<int>("SELECT count(*) FROM media_tags"));
    }

    [Fact]
    public async Task Write_DropsResults_WhenTheLeaseWasLost()
    {
        var media = await ClaimAsync();
        await new AnalysisLedger(
            _installation.Database, new WorkerIdentity(), new AnalysisOptions { Reconnecting = TimeSpan.Zero }).RecoverAsync(Token);

        await WriteAsync(Outcome(media, [Face(0.1f, 0.1f)], []));

        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM faces"));
        Assert.Equal(4, await _installation.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE state = 0"));
    }

    [Fact]
    public async Task Write_TriesAPassingFailureAgainWithGrowingPauses_ThenGivesUpWithTheReason()
    {
        var pauses = new List<double>();
        for (var attempt = 1; attempt <= new AnalysisOptions().MaxAttempts; attempt++)
        {
            var media = await ClaimAsync();
            await WriteAsync(AnalysisOutcome.Failed(media, AnalysisErrorKind.Transient, "The disk is full."));
            pauses.Add(await _installation.ScalarAsync<double>(
                "SELECT extract(epoch FROM min(due_at) - now()) FROM analysis"));
            await _installation.ExecuteAsync("UPDATE analysis SET due_at = now()");
        }

        Assert.Equal(pauses.Order(), pauses);
        Assert.InRange(pauses[0], 5, 13);
        Assert.InRange(pauses[3], 600, 800);
        Assert.Equal(4, await _installation.ScalarAsync<int>(
            "SELECT count(*) FROM analysis WHERE state = 3 AND error_kind = 1 AND reason = 'The disk is full.'"));
    }

    [Fact]
    public async Task Write_KeepsAnUnreadableFileFailed_AndNeverAsNothingFound()
    {
        await WriteAsync(AnalysisOutcome.Failed(await ClaimAsync(), AnalysisErrorKind.Unreadable, "The file is empty."));

        Assert.Equal(4, await _installation.ScalarAsync<int>(
            "SELECT count(*) FROM analysis WHERE state = 3 AND error_kind = 0 AND pack_version IS NULL"));
    }

    [Fact]
    public async Task Write_ReplacesWhatWasCounted_WhenObjectsAreDoneAnew()
    {
        await WriteAsync(Outcome(await ClaimAsync(), [], [Tag("cat", 0.9f, "x"), Tag("dog", 0.9f, "x")]) with
        {
            Counted = [Counted("cat", 0.1f), Counted("dog", 0.1f)],
        });
        await MakeDueAsync();

        await WriteAsync(Outcome(await ClaimAsync(), [], [Tag("dog", 0.9f, "x")]) with
        {
            Counted = [Counted("dog", 0.2f, 0.6f)],
        });

        await using var database = _installation.Open();
        var dogs = Assert.Single(await database.ObjectCounts.ToListAsync(Token));
        Assert.Equal(("dog", 2), (dogs.TagId, dogs.Count));
        Assert.Equal([0.2f, 0.1f, 0.3f, 0.5f, 0.6f, 0.1f, 0.3f, 0.5f], dogs.Boxes);
        Assert.Equal([0.8f, 0.8f], dogs.Scores);
    }

    [Fact]
    public async Task Write_RemovesWhatWasCounted_WhenNothingIsFoundAnyMore()
    {
        await WriteCountedAsync();
        await MakeDueAsync();

        await WriteAsync(Outcome(await ClaimAsync(), [], []) with { Counted = [] });

        Assert.Equal(0, await CountsAsync());
    }

    [Fact]
    public async Task Write_KeepsWhatWasCounted_WhenObjectsFailOrOtherTasksAreDone()
    {
        await WriteCountedAsync();
        await MakeDueAsync();
        await WriteAsync(AnalysisOutcome.Failed(await ClaimAsync(), AnalysisErrorKind.Transient, "The disk is full."));
        await _installation.ExecuteAsync("UPDATE analysis SET due_at = now()");

        await WriteAsync(new AnalysisOutcome(
            await ClaimAsync(), [TaskOutcome.Succeeded(AnalysisTask.Landmarks, "l-2")]));

        Assert.Equal(1, await CountsAsync());
    }

    [Fact]
    public async Task Write_DropsWhatWasCounted_WhenTheLeaseWasLost()
    {
        await WriteCountedAsync();
        await MakeDueAsync();
        var media = await ClaimAsync();
        await new AnalysisLedger(
            _installation.Database, new WorkerIdentity(), new AnalysisOptions { Reconnecting = TimeSpan.Zero }).RecoverAsync(Token);

        await WriteAsync(Outcome(media, [], [Tag("cat", 0.9f, "x")]) with { Counted = [Counted("cat", 0.1f)] });

        Assert.Equal("dog", await _installation.ScalarAsync<string>("SELECT string_agg(tag_id, ' ') FROM object_counts"));
    }

    /// <summary>Nothing that waits for it ever ends.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private static CountedObject Counted(string id, params float[] left) => new(
        Tag(id, 1, "x").Tag, [.. left.Select(x => new ObjectBox(new ImageBox(x, 0.1f, 0.3f, 0.5f), 0.8f))]);

    private async Task WriteCountedAsync()
    {
        await WriteAsync(Outcome(await ClaimAsync(), [], [Tag("dog", 0.9f, "x")]) with { Counted = [Counted("dog", 0.1f)] });
        Assert.Equal(1, await CountsAsync());
    }

    private Task<int> CountsAsync() => _installation.ScalarAsync<int>("SELECT count(*) FROM object_counts");

    private static DetectedFace Face(float x, float y)
    {
        var vector = new float[128];
        vector[0] = 1;
        return new DetectedFace(
            new ImageBox(x, y, 0.2f, 0.2f), [.. Enumerable.Repeat(new ImagePoint(x, y), 5)], 0.9f, 0.8f, 120,
            0.7f, 0.6f, vector);
    }

    private static RecognizedTag Tag(string id, float score, string rawLabel) => new(
        new TagDefinition(
            id, TagKind.Subject, new Dictionary<string, string> { ["en"] = id, ["de"] = id + "-de" },
            TagDefinition.Untranslated("animal", TagKind.Subject, "Animal")),
        score, rawLabel, TagSource.Recogniser);

    private static AnalysisOutcome Outcome(
        ClaimedMedia media, IReadOnlyList<DetectedFace> faces, IReadOnlyList<RecognizedTag> tags) =>
        new(media,
        [
            TaskOutcome.Succeeded(AnalysisTask.Basics, TaskPlan.BasicsVersion),
            TaskOutcome.Succeeded(AnalysisTask.Faces, "test-faces-1"),
            TaskOutcome.Succeeded(AnalysisTask.Objects, "test-objects-1"),
            TaskOutcome.Succeeded(AnalysisTask.Landmarks, "test-landmarks-1"),
        ])
        {
            Basics = new BasicsResult { ContentHash = new byte[32] },
            Faces = faces,
            Tags = new Dictionary<AnalysisTask, IReadOnlyList<RecognizedTag>> { [AnalysisTask.Objects] = tags },
        };

    private async Task<ClaimedMedia> ClaimAsync() =>
        Assert.Single(await _installation.Get<AnalysisLedger>().ClaimAsync(10, null, Token));

    private Task WriteAsync(AnalysisOutcome outcome) => _installation.Get<OutcomeWriter>().WriteAsync([outcome], Token);

    private Task MakeDueAsync() => _installation.ExecuteAsync("UPDATE analysis SET state = 0");
}
