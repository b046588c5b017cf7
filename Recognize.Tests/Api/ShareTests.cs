using System.Net;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Library;
using static Recognize.Tests.Api.SharedHouse;

namespace Recognize.Tests.Api;

/// <summary>Giving, changing and ending shares, and what they let others do.</summary>
public sealed class ShareTests(RecognizeApp app) : IClassFixture<RecognizeApp>, IAsyncLifetime
{
    private SharedHouse _anna = null!;
    private SharedHouse _ben = null!;
    private SharedHouse _cleo = null!;
    private MediaItem _photo = null!;
    private MediaItem _other = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_anna, _ben, _cleo) = (await SharedHouse.AddAsync(app), await SharedHouse.AddAsync(app), await SharedHouse.AddAsync(app));
        (_photo, _other) = (await _anna.Library.AddAsync(), await _anna.Library.AddAsync());
    }

    public ValueTask DisposeAsync()
    {
        _anna.Dispose();
        _ben.Dispose();
        _cleo.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Guest_SeesWhatIsShared_AndOwnListsStayOnesOwn()
    {
        await _anna.Library.AddTagAsync(_photo, "lighthouse");
        var album = await _anna.AddAlbumAsync(_photo);
        await _anna.ShareAlbumAsync(album, _ben);
        await _anna.ShareLibraryAsync(_cleo);

        Assert.Equal(Ids(_photo), await _ben.InAlbumAsync(album));
        Assert.Equal(HttpStatusCode.NotFound, await _ben.LookAsync(_other));
        Assert.Equal(
            Ids(_photo, _other).Order(), (await _cleo.Client.AllIdsAsync($"/api/libraries/{_anna.Library.Id}/media?limit=1")).Order());
        Assert.Equal(Ids(_photo), await _cleo.Client.AllIdsAsync($"/api/libraries/{_anna.Library.Id}/media?tag=lighthouse"));
        foreach (var guest in (SharedHouse[])[_ben, _cleo])
        {
            Assert.Empty((await guest.Client.GetJsonAsync("/api/media")).Ids());
            Assert.Empty((await guest.Client.GetJsonAsync("/api/tags")).Ids());
            Assert.Empty((await guest.Client.GetJsonAsync("/api/albums")).Ids());
            var shared = Assert.Single((await guest.Client.GetJsonAsync("/api/shared")).GetProperty("items").EnumerateArray());
            Assert.Equal(_anna.User.Name, shared.GetProperty("owner").GetString());
        }
    }

    [Fact]
    public async Task Guest_SeesTagsAndPlace_ButNoFacesPeopleErrorsOrWarnings()
    {
        var mia = await _anna.Library.AddPersonAsync("Mia");
        await _anna.Library.AddFaceAsync(_photo, mia);
        await _anna.Library.AddTagAsync(_photo, "dog");
        await _anna.Library.AddObjectsAsync(_photo, "dog", [0, 0, 1, 1]);
        await _anna.Library.AddWorkAsync(_photo, AnalysisTask.Objects, AnalysisState.Failed, "It broke.");
        await WarnAsync(_photo, "An odd date.");
        await _anna.ShareLibraryAsync(_ben);

        var seen = await _ben.DetailsAsync(_photo);
        var own = await _anna.DetailsAsync(_photo);

        Assert.Equal("read", seen.GetProperty("access").GetString());
        Assert.Equal(_anna.User.Name, seen.GetProperty("owner").GetString());
        Assert.Equal("dog", Assert.Single(seen.GetProperty("tags").EnumerateArray()).GetProperty("id").GetString());
        Assert.Single(seen.GetProperty("objects").EnumerateArray());
        foreach (var hidden in (string[])["faces", "people", "analysis", "warnings"])
            Assert.Equal(0, seen.GetProperty(hidden).GetArrayLength());
        foreach (var shown in (string[])["faces", "analysis", "warnings"])
            Assert.Equal(1, own.GetProperty(shown).GetArrayLength());
        Assert.Equal("own", own.GetProperty("access").GetString());
    }

    [Fact]
    public async Task Guest_SeesNamedPeople_WhereTheShareSaysSo_ButNoOthers()
    {
        var mia = await _anna.Library.AddPersonAsync("Mia");
        foreach (var person in new[]
        {
            mia, await _anna.Library.AddPersonAsync(), await _anna.Library.AddPersonAsync("Hidden", isHidden: true),
            await _anna.Library.AddPersonAsync("Statue"), null,
        })
        {
            await _anna.Library.AddFaceAsync(_photo, person);
        }
        var ignored = await _anna.Library.AddFaceAsync(_photo, await _anna.Library.AddPersonAsync("Poster"));
        await using (var database = app.Open())
        {
            await database.People.Where(person => person.Name == "Statue")
                .ExecuteUpdateAsync(row => row.SetProperty(person => person.IgnoredAs, Models.People.IgnoredAs.Statue), Token);
            await database.Faces.Where(face => face.Id == ignored.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(face => face.IgnoredAs, Models.People.IgnoredAs.Poster), Token);
        }
        await _anna.ShareLibraryAsync(_ben, withPeople: true);
        await _anna.ShareLibraryAsync(_cleo);
        Assert.Equal(0, (await _ben.DetailsAsync(_photo)).GetProperty("people").GetArrayLength());
        await AnswerAsync(_anna, true);

        var shown = Assert.Single((await _ben.DetailsAsync(_photo)).GetProperty("people").EnumerateArray());

        Assert.Equal(["box", "name", "timeSeconds"], shown.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.Equal("Mia", shown.GetProperty("name").GetString());
        Assert.Equal(0.25, shown.GetProperty("box").GetProperty("x").GetDouble());
        Assert.Equal(0, (await _cleo.DetailsAsync(_photo)).GetProperty("people").GetArrayLength());
        await RefusedAsync(_ben.Client.GetAsync($"/api/people/{mia.Id}", Token), HttpStatusCode.NotFound, "not-found");
        await AnswerAsync(_anna, false);
        Assert.Equal(0, (await _ben.DetailsAsync(_photo)).GetProperty("people").GetArrayLength());
    }

    [Fact]
    public async Task Share_CountsNoMore_AtTheRequestAfterItWasTakenBack()
    {
        var album = await _anna.AddAlbumAsync(_photo);
        var share = await _anna.ShareAlbumAsync(album, _ben);
        using var before = await _ben.Client.GetAsync($"/api/media/{_photo.Id}/original", Token);

        await DoneAsync(_anna.EndShareAsync(share));

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await _ben.LookAsync(_photo));
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/media/{_photo.Id}/original");
        again.Headers.IfNoneMatch.Add(before.Headers.ETag!);
        using var after = await _ben.Client.SendAsync(again, Token);
        await after.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        await RefusedAsync(_anna.EndShareAsync(share), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Share_StillCounts_WhereAnotherOneGivesTheSame()
    {
        var album = await _anna.AddAlbumAsync(_photo);
        await _anna.ShareLibraryAsync(_ben);
        var share = await _anna.ShareAlbumAsync(album, _ben, "write", withPeople: true);

        var both = await _ben.DetailsAsync(_photo);
        await DoneAsync(_anna.EndShareAsync(share));
        var one = await _ben.DetailsAsync(_photo);

        Assert.Equal(("write", "read"), (both.GetProperty("access").GetString(), one.GetProperty("access").GetString()));
    }

    [Fact]
    public async Task Share_DoesNotCount_WhileEitherOfTheTwoIsDisabled_OrOnceItsEndHasCome()
    {
        var album = await _anna.AddAlbumAsync(_photo);
        var share = await _anna.ShareAlbumAsync(album, _ben, "write");
        var bens = await _ben.Library.AddAsync();
        await DoneAsync(_ben.PutAsync(album, bens));

        Assert.Equal(HttpStatusCode.OK, await _anna.LookAsync(bens));
        await SetDisabledAsync(_ben, true);
        Assert.Equal(HttpStatusCode.NotFound, await _anna.LookAsync(bens));
        Assert.Equal(Ids(_photo), await _anna.InAlbumAsync(album));
        await SetDisabledAsync(_ben, false);
        await SetDisabledAsync(_anna, true);
        Assert.Equal(HttpStatusCode.NotFound, await _ben.LookAsync(_photo));
        await SetDisabledAsync(_anna, false);
        Assert.Equal(HttpStatusCode.OK, await _ben.LookAsync(_photo));
        Assert.Equal(Ids(_photo, bens), await _anna.InAlbumAsync(album));
        await app.EndByDateAsync(share);
        Assert.Equal(HttpStatusCode.NotFound, await _ben.LookAsync(_photo));
        Assert.Equal(HttpStatusCode.NotFound, await _anna.LookAsync(bens));
        Assert.Equal(Ids(_photo), await _anna.InAlbumAsync(album));
    }

    [Fact]
    public async Task Guest_AddsOwnFiles_WhichAllOfTheAlbumSee_AndNobodyElseMayChange()
    {
        var album = await _anna.AddAlbumAsync(_photo);
        var share = await _anna.ShareAlbumAsync(album, _ben, "write");
        await _anna.ShareAlbumAsync(album, _cleo, "write", withPeople: true);
        var bens = await _ben.Library.AddAsync();
        await _ben.Library.AddFaceAsync(bens, await _ben.Library.AddPersonAsync("Uncle"));

        await DoneAsync(_ben.PutAsync(album, bens));

        foreach (var viewer in (SharedHouse[])[_anna, _cleo])
        {
            Assert.Equal(Ids(_photo, bens), await viewer.InAlbumAsync(album));
            var seen = await viewer.DetailsAsync(bens);
            Assert.Equal(("read", 0), (seen.GetProperty("access").GetString(), seen.GetProperty("people").GetArrayLength()));
            await RefusedAsync(viewer.TagAsync(bens, new { AddWords = new[] { "x" } }), HttpStatusCode.Forbidden, "read-only");
        }
        // Elsewhere it would be shown by who does not own it.
        var annas = await _anna.AddAlbumAsync();
        await RefusedAsync(_anna.PutAsync(annas, bens), HttpStatusCode.NotFound, "not-found");
        await DoneAsync(_anna.ChangeShareAsync(share, new { Access = "read", WithPeople = false }));
        Assert.Equal(HttpStatusCode.OK, await _cleo.LookAsync(bens));
        await RefusedAsync(_ben.RemoveAsync(album, _photo, bens), HttpStatusCode.Forbidden, "read-only");
        await DoneAsync(_ben.RemoveAsync(album, bens));
        Assert.Equal(HttpStatusCode.NotFound, await _cleo.LookAsync(bens));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Guest_TakesOwnFilesAlong_WhenTheShareEnds_AndDoesNotBringThemBack(bool leaves)
    {
        var album = await _anna.AddAlbumAsync(_photo);
        var share = await _anna.ShareAlbumAsync(album, _ben, "write");
        var bens = await _ben.Library.AddAsync();
        await DoneAsync(_ben.PutAsync(album, bens));

        await DoneAsync((leaves ? _ben : _anna).EndShareAsync(share));
        await _anna.ShareAlbumAsync(album, _ben, "write");

        Assert.Equal(Ids(_photo), await _anna.InAlbumAsync(album));
        Assert.Equal(HttpStatusCode.NotFound, await _anna.LookAsync(bens));
    }

    [Fact]
    public async Task Guest_LeavesNoFileBehind_WhenTheShareEndsWhileFilesArePutIn()
    {
        var album = await _anna.AddAlbumAsync(_photo);
        List<MediaItem> bens = [];
        while (bens.Count < 8)
            bens.Add(await _ben.Library.AddAsync());
        for (var round = 0; round < 6; round++)
        {
            var share = await _anna.ShareAlbumAsync(album, _ben, "write");
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

            var putting = bens.Select(async (item, number) =>
            {
                if (number > 1)
                    await begun.Task;
                using var answer = await _ben.PutAsync(album, item);
                begun.TrySetResult();
                Assert.True(answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotFound);
            }).ToList();
            await begun.Task;
            await DoneAsync(_anna.EndShareAsync(share));
            await Task.WhenAll(putting);

            await using var database = app.Open();
            Assert.Equal([_photo.Id], await database.AlbumItems.Where(item => item.AlbumId == album).Select(item => item.MediaId).ToListAsync(Token));
        }
    }

    [Fact]
    public async Task Guest_PutsFilesOfTheOwner_OnlyWhereThatOneLetsThemBeChanged_AndNeverSharesOn()
    {
        var annas = await _anna.AddAlbumAsync();
        await _anna.ShareAlbumAsync(annas, _ben, "write");
        await RefusedAsync(_ben.PutAsync(annas, _photo), HttpStatusCode.NotFound, "not-found");
        var library = await _anna.ShareLibraryAsync(_ben, "read");
        await RefusedAsync(_ben.PutAsync(annas, _photo), HttpStatusCode.NotFound, "not-found");

        await DoneAsync(_anna.ChangeShareAsync(library, new { Access = "write", WithPeople = false }));
        await DoneAsync(_ben.PutAsync(annas, _photo));

        var bens = await _ben.AddAlbumAsync();
        await RefusedAsync(_ben.PutAsync(bens, _photo), HttpStatusCode.NotFound, "not-found");
        await RefusedAsync(_ben.GiveAsync(new { AlbumId = annas, Recipient = _cleo.User.Name }), HttpStatusCode.NotFound, "not-found");
        await RefusedAsync(
            _ben.GiveAsync(new { LibraryId = _anna.Library.Id, Recipient = _cleo.User.Name }), HttpStatusCode.NotFound, "not-found");
        // A guest in Ben's album, Anna still shows there only what she put there herself.
        await _ben.ShareAlbumAsync(bens, _anna, "write");
        await RefusedAsync(_ben.PutAsync(bens, _photo), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Share_IsRefused_WhenItIsNone()
    {
        var album = await _anna.AddAlbumAsync(_photo);
        var share = await _anna.ShareAlbumAsync(album, _ben);
        await SetDisabledAsync(_cleo, true);

        await RefusedAsync(GiveAsync(_ben.User.Name), HttpStatusCode.Conflict, "already-shared");
        await RefusedAsync(GiveAsync(_anna.User.Name), HttpStatusCode.BadRequest, "bad-share");
        await RefusedAsync(GiveAsync("nobody of that name"), HttpStatusCode.NotFound, "not-found");
        await RefusedAsync(GiveAsync(_cleo.User.Name), HttpStatusCode.NotFound, "not-found");
        await RefusedAsync(_anna.GiveAsync(new { Recipient = _ben.User.Name }), HttpStatusCode.BadRequest, "bad-share");
        await RefusedAsync(
            _anna.GiveAsync(new { AlbumId = album, LibraryId = _anna.Library.Id, Recipient = _ben.User.Name }), HttpStatusCode.BadRequest, "bad-share");
        await RefusedAsync(
            _anna.ChangeShareAsync(share, new { Access = "read", WithPeople = false, ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1) }),
            HttpStatusCode.BadRequest, "bad-share");
        await RefusedAsync(_anna.ChangeShareAsync(share, new { Access = "own", WithPeople = false }), HttpStatusCode.BadRequest, "bad-request");
        await app.EndByDateAsync(share);
        await _anna.ShareAlbumAsync(album, _ben);

        Task<HttpResponseMessage> GiveAsync(string recipient) => _anna.GiveAsync(new { AlbumId = album, Recipient = recipient });
    }

    [Fact]
    public async Task Share_IsGivenOnce_WhenItIsGivenByManyAtOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(
            _ => _anna.GiveAsync(new { LibraryId = _anna.Library.Id, Recipient = _ben.User.Name })));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Single((await _anna.Client.GetJsonAsync($"/api/shares?library={_anna.Library.Id}")).Ids());
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task Audit_TellsBoth_AndNobodyElse_WhatBecameOfAShare()
    {
        var album = await _anna.AddAlbumAsync(_photo);
        var share = await _anna.ShareAlbumAsync(album, _ben);
        await DoneAsync(_anna.ChangeShareAsync(share, new { Access = "write", WithPeople = true }));
        await DoneAsync(_ben.EndShareAsync(share));
        await _anna.ShareAlbumAsync(album, _ben);
        await DoneAsync(_anna.Client.DeleteAsync($"/api/albums/{album}", Token));

        foreach (var reader in (SharedHouse[])[_anna, _ben])
        {
            var entries = (await reader.Client.GetJsonAsync("/api/audit?action=share")).GetProperty("items").EnumerateArray().ToList();
            Assert.Equal(
                [
                    (AuditActions.ShareEnded, _anna.User.Name, $"album {album}, read only"), (AuditActions.ShareGiven, _anna.User.Name, $"album {album}, read only"),
                    (AuditActions.ShareEnded, _ben.User.Name, $"album {album}, read and write, with people"),
                    (AuditActions.ShareChanged, _anna.User.Name, $"album {album}, read and write, with people"),
                    (AuditActions.ShareGiven, _anna.User.Name, $"album {album}, read only"),
                ],
                entries.Select(entry => (
                    entry.GetProperty("action").GetString(), entry.GetProperty("actor").GetString(), entry.GetProperty("detail").GetString())));
        }
        Assert.Empty((await _cleo.Client.GetJsonAsync("/api/audit?action=share")).GetProperty("items").EnumerateArray());
    }

    private Task<UserChange> SetDisabledAsync(SharedHouse who, bool isDisabled) =>
        app.Get<UserAdministration>().SetDisabledAsync(who.User.Id, isDisabled, AuditActor.CommandLine, Token);

    /// <summary>To the question whether faces may be recognised.</summary>
    private async Task AnswerAsync(SharedHouse who, bool given)
    {
        await using var database = app.Open();
        database.FaceConsents.Add(new FaceConsent { UserId = who.User.Id, Given = given, TextVersion = "1", AnsweredBy = "test" });
        await database.SaveChangesAsync(Token);
    }

    private async Task WarnAsync(MediaItem item, string warning)
    {
        await using var database = app.Open();
        await database.Database.ExecuteSqlAsync($"UPDATE media SET warnings = ARRAY[{warning}] WHERE id = {item.Id}", Token);
    }
}
