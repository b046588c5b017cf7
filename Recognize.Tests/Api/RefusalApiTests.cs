using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Models.People;
using Recognize.Models.Persistence;

namespace Recognize.Tests.Api;

public sealed class RefusalApiTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DoNotRecognise_LeavesABoxOnTheFile_AndSaysWhatNewPhotosWillShow()
    {
        var (user, media, person) = await PersonAsync();
        using var client = await app.WithTokenAsync(user);

        using var answer = await client.PostAsJsonAsync(
            $"/api/people/{person}/do-not-recognise", new { Version = 0 }, Token);
        var done = await answer.ReadAsync();
        var file = await client.GetJsonAsync($"/api/media/{media}");
        var list = await client.GetJsonAsync("/api/not-recognised");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, done.GetProperty("faces").GetInt32());
        Assert.Contains("unknown again", done.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, file.GetProperty("faces").GetArrayLength());
        var box = Assert.Single(file.GetProperty("refusedFaces").EnumerateArray());
        Assert.Equal(0.25, box.GetProperty("box").GetProperty("x").GetDouble());
        var entry = Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal(("none", 1), (entry.GetProperty("look").GetString(), entry.GetProperty("faces").GetInt32()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, entry.GetProperty("name").ValueKind);
        using var gone = await client.GetAsync($"/api/people/{person}", Token);
        await gone.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task DoNotRecognise_KeepsLookAndName_WhenAsked_AndIsTakenBack()
    {
        var (user, media, person) = await PersonAsync();
        using var client = await app.WithTokenAsync(user);

        using var answer = await client.PostAsJsonAsync(
            $"/api/people/{person}/do-not-recognise", new { Version = 0, KeepLook = true, KeepName = true }, Token);
        var id = (await answer.ReadAsync()).GetProperty("id").GetGuid();
        var entry = Assert.Single((await client.GetJsonAsync("/api/not-recognised")).GetProperty("items").EnumerateArray());
        using var back = await client.DeleteAsync($"/api/not-recognised/{id}", Token);

        Assert.Equal(("kept", "Mia"), (entry.GetProperty("look").GetString(), entry.GetProperty("name").GetString()));
        Assert.Equal(1, (await back.ReadAsync()).GetProperty("faces").GetInt32());
        Assert.Equal(0, (await client.GetJsonAsync($"/api/media/{media}")).GetProperty("refusedFaces").GetArrayLength());
        Assert.Equal(0, (await client.GetJsonAsync("/api/not-recognised")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task DoNotRecognise_IsRefused_ByAnOldVersion()
    {
        var (user, _, person) = await PersonAsync();
        using var client = await app.WithTokenAsync(user);

        using var answer = await client.PostAsJsonAsync(
            $"/api/people/{person}/do-not-recognise", new { Version = 7 }, Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.Conflict, "changed");
    }

    private async Task<(TestUser User, Guid Media, Guid Person)> PersonAsync()
    {
        var user = await app.AddUserAsync();
        await app.Get<FaceConsentLedger>().RecordAsync(user.Id, given: true, user.Name, Token);
        var library = await app.AddLibraryAsync(user);
        var item = await library.AddAsync();
        var person = await library.AddPersonAsync("Mia");
        var face = await library.AddFaceAsync(item, person);
        await library.SaveAsync(new FaceVersion
        {
            OwnerId = user.Id, PackVersion = face.PackVersion, ActivatedAt = DateTimeOffset.UtcNow,
        });
        await using var database = app.Open();
        var unit = EmbeddingBytes.From([1, 0]);
        await database.Faces.Where(row => row.Id == face.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(changed => changed.Embedding, unit), Token);
        return (user, item.Id, person.Id);
    }
}
