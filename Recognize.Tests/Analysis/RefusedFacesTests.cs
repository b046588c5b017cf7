using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.People.Acts;
using Recognize.Models.Refusals;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.Grouping;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Analysis;

/// <summary>What analyses store where somebody is not to be recognised: photos, one after the other, as workers write them.</summary>
public sealed class RefusedFacesTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Old = "test-faces-1";
    private const string New = "test-faces-2";

    private static readonly RefusalChoice WithLook = new(KeepsLook: true, KeepsName: false);

    private TestInstallation _installation = null!;
    private int _photos;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres);
        await _installation.AgreeToFacesAsync();
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Write_DoesNotBringARefusedFaceBack_WhenItsPhotoIsAnalysedAgain()
    {
        var photo = await PhotoAsync(Face(0.1f, 0), Face(0.6f, 1));
        await RefuseAsync(photo, 0.1f, default);

        await AgainAsync(photo, Old, Face(0.12f, 0), Face(0.61f, 1));

        Assert.Equal(1, await CountAsync("faces"));
        Assert.True(await IsAsync("(SELECT x FROM faces) > 0.5"));
        Assert.Equal(1, await CountAsync("refused_faces"));
    }

    [Fact]
    public async Task Write_FindsTheFaceAsUnknown_InANewPhoto_WithoutALook()
    {
        var photo = await PhotoAsync(Face(0.1f, 0));
        await RefuseAsync(photo, 0.1f, default);

        await PhotoAsync(Face(0.1f, 0));

        Assert.Equal((1, 1), (await CountAsync("faces WHERE person_id IS NULL"), await CountAsync("refused_faces")));
    }

    [Fact]
    public async Task Write_RefusesTheFaceInANewPhoto_AndNobodyElses_WithALook()
    {
        var photo = await PhotoAsync(Face(0.1f, 0));
        await RefuseAsync(photo, 0.1f, WithLook);

        var later = await PhotoAsync(Face(0.1f, 0, 0.8f), Face(0.6f, 1), Face(0.8f, 0, 0.4f));

        Assert.Equal(1, await CountAsync($"refused_faces WHERE media_id = '{later}' AND is_by_look AND abs(x - 0.1) < 0.01"));
        Assert.Equal(2, await CountAsync($"faces WHERE media_id = '{later}'"));
        await AgainAsync(later, Old, Face(0.1f, 0, 0.8f), Face(0.6f, 1), Face(0.8f, 0, 0.4f));
        Assert.Equal((2, 2), (await CountAsync("refused_faces"), await CountAsync("faces")));
    }

    [Fact]
    public async Task Write_LeavesAFaceThatSomebodyPlaced_HoweverLikeTheLookItIs()
    {
        var photo = await PhotoAsync(Face(0.1f, 0));
        var other = await PhotoAsync(Face(0.1f, 0));
        var waiting = await PhotoAsync(Face(0.1f, 0));
        var twin = await PlaceAsync(other, 0.1f);
        await RefuseAsync(photo, 0.1f, WithLook);

        await AgainAsync(other, Old, Face(0.1f, 0));
        await AgainAsync(waiting, Old, Face(0.1f, 0));

        Assert.Equal(1, await CountAsync($"faces WHERE person_id = '{twin}'"));
        Assert.Equal(0, await CountAsync($"faces WHERE media_id = '{waiting}'"));
        Assert.Equal(1, await CountAsync($"refused_faces WHERE media_id = '{waiting}' AND is_by_look"));
    }

    [Fact]
    public async Task Write_KnowsARefusedFaceOfAVideo_ByAnyFrameItWasSeenIn()
    {
        var film = await PhotoAsync(Face(0.1f, 0) with { TimeSeconds = 3 });
        await RefuseAsync(film, 0.1f, default);

        // Other models take another frame for the best one.
        await AgainAsync(film, Old, Face(0.5f, 0) with { TimeSeconds = 9, AlsoAt = [(Box(0.1f), 3)] }, Face(0.1f, 1) with { TimeSeconds = 20 });

        Assert.Equal(1, await CountAsync("faces WHERE time_seconds = 20"));
        Assert.Equal(1, await CountAsync("faces"));
    }

    [Fact]
    public async Task Switch_MakesTheLookAnew_FromThePhotosThatAreMarked_AndSweepsWhatCameBefore()
    {
        var marked = await PhotoAsync(Face(0.1f, 0), Face(0.6f, 1));
        var early = await PhotoAsync(Face(0.5f, 1));
        await RefuseAsync(marked, 0.1f, WithLook);
        // The new models see everybody from another side; a photo is analysed before they have seen the marked one.
        await AgainAsync(early, New, Face(0.1f, 5), Face(0.5f, 6));
        await AgainAsync(marked, New, Face(0.1f, 5), Face(0.6f, 6));

        var done = await _installation.Get<FacePackSwitch>().TryCompleteAsync(_installation.Owner.Id, New, Token);
        var between = await CountAsync("faces");
        var swept = await _installation.Get<LookSweep>().RunAsync(
            _installation.Owner.Id, New, SimilarityLimits.MobileFaceNet, Token);
        await PhotoAsync(New, Face(0.3f, 5), Face(0.7f, 7));

        Assert.Equal(0, done!.LooksLost);
        Assert.Equal((3, 1), (between, swept));
        Assert.Equal(New, await _installation.ScalarAsync<string>("SELECT string_agg(pack_version, ' ') FROM refused_looks"));
        Assert.Equal(3, await CountAsync("refused_faces"));
        Assert.Equal(3, await CountAsync("faces"));
        Assert.Equal(0, await CountAsync("next_faces"));
    }

    [Fact]
    public async Task Switch_LosesTheLook_AndSaysSo_WhenNoPhotoShowsThePersonAnyMore()
    {
        var marked = await PhotoAsync(Face(0.1f, 0));
        var other = await PhotoAsync(Face(0.5f, 1));
        await RefuseAsync(marked, 0.1f, WithLook);
        await _installation.ExecuteAsync($"DELETE FROM media WHERE id = '{marked}'");
        await AgainAsync(other, New, Face(0.5f, 6));

        var done = await _installation.Get<FacePackSwitch>().TryCompleteAsync(_installation.Owner.Id, New, Token);

        Assert.Equal(1, done!.LooksLost);
        Assert.Equal((0, 1), (await CountAsync("refused_looks"), await CountAsync("refused_people WHERE keeps_look")));
    }

    [Fact]
    public async Task RecogniseAgain_FindsTheFaceAnew_AsAnUnknownOne()
    {
        var photo = await PhotoAsync(Face(0.1f, 0));
        var refusal = await RefuseAsync(photo, 0.1f, WithLook);

        await _installation.Get<PersonRefusals>().RecogniseAgainAsync(_installation.Owner.Id, "anna", refusal, Token);
        Assert.Equal(1, await CountAsync($"analysis WHERE task = {(int)AnalysisTask.Faces} AND state = {(int)AnalysisState.Due}"));
        await WriteAsync(Outcome(await ClaimAsync(), Old, Face(0.1f, 0)));

        Assert.Equal(1, await CountAsync("faces WHERE person_id IS NULL AND length(embedding) > 0"));
    }

    [Fact]
    public async Task Index_ForgetsVectorsThatWereErased_AndDoesNotSaveThem()
    {
        var photo = await PhotoAsync(Face(0.1f, 0), Face(0.6f, 1));
        var indexes = _installation.Get<OwnerFaceIndexes>();
        await _installation.ExecuteAsync("UPDATE faces SET grouping_run = 1");
        Assert.Equal(2, await IndexedAsync(indexes));
        await RefuseAsync(photo, 0.1f, default);

        Assert.Equal(1, await IndexedAsync(indexes));
    }

    private async Task<int> IndexedAsync(OwnerFaceIndexes indexes)
    {
        await using var connection = await _installation.Database.OpenConnectionAsync(Token);
        using var seal = await _installation.Get<Recognize.Models.Sealing.OwnerKeys>().ReadingAsync(connection, _installation.Owner.Id, Token);
        return (await indexes.GetAsync(connection, seal, _installation.Owner.Id, Old, 128, Token)).Index.Count;
    }

    private static ImageBox Box(float x) => new(x, 0.1f, 0.15f, 0.2f);

    /// <param name="x">Left edge.</param>
    /// <param name="direction">Whose face; the same number is the same person.</param>
    /// <param name="likeness">To that person's direction.</param>
    private static DetectedFace Face(float x, int direction, float likeness = 1)
    {
        var vector = new float[128];
        vector[direction] = likeness;
        vector[127 - direction] = MathF.Sqrt(1 - (likeness * likeness));
        return new DetectedFace(Box(x), [.. Enumerable.Repeat(new ImagePoint(x, 0.1f), 5)], 0.9f, 0.8f, 120, 0.7f, 0.6f, vector);
    }

    private Task<Guid> PhotoAsync(params DetectedFace[] faces) => PhotoAsync(Old, faces);

    private async Task<Guid> PhotoAsync(string version, params DetectedFace[] faces)
    {
        _photos++;
        _installation.Write($"{_photos}.jpg", [.. Enumerable.Repeat((byte)_photos, 10 + _photos)]);
        await _installation.Get<LibraryWork>().ScanAsync(await _installation.AddLibraryAsync(), null, Token);
        await _installation.ExecuteAsync("UPDATE analysis SET state = 0 WHERE state = 6");
        var media = await ClaimAsync();
        await WriteAsync(Outcome(media, version, faces));
        return media.MediaId;
    }

    private async Task AgainAsync(Guid photo, string version, params DetectedFace[] faces)
    {
        await _installation.ExecuteAsync($"UPDATE analysis SET state = 0 WHERE media_id = '{photo}'");
        await WriteAsync(Outcome(await ClaimAsync(), version, faces));
    }

    private static AnalysisOutcome Outcome(ClaimedMedia media, string version, params DetectedFace[] faces) =>
        new(media,
        [
            TaskOutcome.Succeeded(AnalysisTask.Basics, TaskPlan.BasicsVersion),
            TaskOutcome.Succeeded(AnalysisTask.Faces, version),
            TaskOutcome.Succeeded(AnalysisTask.Objects, "test-objects-1"),
            TaskOutcome.Succeeded(AnalysisTask.Landmarks, "test-landmarks-1"),
        ])
        {
            Basics = new BasicsResult { ContentHash = new byte[32] }, Faces = faces,
        };

    private async Task<Guid> PlaceAsync(Guid photo, float x)
    {
        await using var database = _installation.Open();
        var face = await database.Faces.SingleAsync(row => row.MediaId == photo && Math.Abs(row.X - x) < 0.01, Token);
        var me = new ActFor(_installation.Owner.Id, new ActActor(_installation.Owner.Id, "anna"));
        return (await _installation.Get<FaceActs>().MoveAsync(me, new([face.Id]) { NewName = "Somebody" }, Token)).PersonId!.Value;
    }

    private async Task<Guid> RefuseAsync(Guid photo, float x, RefusalChoice choice)
    {
        var person = await PlaceAsync(photo, x);
        var version = await _installation.ScalarAsync<long>($"SELECT version FROM people WHERE id = '{person}'");
        return (await _installation.Get<PersonRefusals>().RefuseAsync(
            _installation.Owner.Id, new AuditActor(null, "anna"), new PersonSeen(person, version), choice, Token)).Id;
    }

    private async Task<ClaimedMedia> ClaimAsync() =>
        Assert.Single(await _installation.Get<AnalysisLedger>().ClaimAsync(10, null, Token));

    private Task WriteAsync(AnalysisOutcome outcome) => _installation.Get<OutcomeWriter>().WriteAsync([outcome], Token);

    private Task<int> CountAsync(string from) => _installation.ScalarAsync<int>($"SELECT count(*) FROM {from}");

    private Task<bool> IsAsync(string condition) => _installation.ScalarAsync<bool>($"SELECT {condition}");
}
