using System.Net;
using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Tests.Api;

public sealed class MediaListTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static readonly DateTimeOffset Noon = new(2024, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task List_IsCompleteAndInOrder_WhenTimesAreEqual()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        for (var i = 0; i < 23; i++)
            await library.AddAsync(sortAt: Noon.AddHours(i / 8));
        using var client = await app.WithTokenAsync(user);

        var whole = (await client.GetJsonAsync("/api/media?limit=500")).Ids();
        var paged = await client.AllIdsAsync("/api/media?limit=5");

        Assert.Equal(23, whole.Distinct().Count());
        Assert.Equal(whole, paged);
    }

    [Fact]
    public async Task List_NeitherRepeatsNorSkips_WhileFilesAreAdded()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        for (var i = 0; i < 12; i++)
            await library.AddAsync(sortAt: Noon);
        using var client = await app.WithTokenAsync(user);
        var before = (await client.GetJsonAsync("/api/media")).Ids();

        var paged = await client.AllIdsAsync("/api/media?limit=4", number => library.AddAsync(sortAt: Noon.AddHours(number + 1)));

        Assert.Equal(before, paged);
    }

    [Fact]
    public async Task List_HidesRemovedFiles()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var kept = await library.AddAsync();
        var removed = await library.AddAsync();
        await library.RemoveAsync(removed);
        using var client = await app.WithTokenAsync(user);

        Assert.Equal([kept.Id.ToString()], (await client.GetJsonAsync("/api/media")).Ids());
        using var detail = await client.GetAsync($"/api/media/{removed.Id}", TestContext.Current.CancellationToken);
        await detail.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task List_ShowsOnlyWhatEachFilterAsksFor()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var photo = await library.AddAsync(sortAt: Noon);
        var song = await library.AddAsync("songs/one.mp3", Noon.AddDays(1), MediaKind.Audio, "audio/mpeg");
        var person = await library.AddPersonAsync("Mia");
        await library.AddFaceAsync(photo, person);
        await library.AddTagAsync(photo, "dog");
        await library.AddTagAsync(song, "dog");
        await library.AddTagAsync(song, "dog", Models.Tags.TagSource.User, isRemoved: true);
        await library.AddWorkAsync(song, AnalysisTask.Basics, AnalysisState.Failed, "The file is empty.");
        await library.AddWorkAsync(photo, AnalysisTask.Basics, AnalysisState.Done);
        using var client = await app.WithTokenAsync(user);

        Assert.Equal([photo.Id.ToString()], await Ids("kind=photo"));
        Assert.Equal([photo.Id.ToString()], await Ids("tag=dog"));
        Assert.Equal([photo.Id.ToString()], await Ids($"person={person.Id}"));
        Assert.Equal([song.Id.ToString()], await Ids("state=failed"));
        Assert.Equal([song.Id.ToString()], await Ids("from=2024-07-02T12:00:00Z"));
        Assert.Equal([photo.Id.ToString()], await Ids("to=2024-07-02T14:00:00%2B02:00"));
        Assert.Empty(await Ids("kind=photo&state=failed"));

        async Task<List<string>> Ids(string query) => (await client.GetJsonAsync($"/api/media?{query}")).Ids();
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("limit=many")]
    [InlineData("cursor=nonsense")]
    [InlineData("cursor=e30")]
    [InlineData("cursor=%00")]
    [InlineData("kind=spreadsheet")]
    [InlineData("from=yesterday")]
    [InlineData("person=mia")]
    public async Task List_IsABadRequest_WhenAParameterCannotBeUnderstood(string query)
    {
        using var client = await app.WithTokenAsync(await app.AddUserAsync());

        using var answer = await client.GetAsync($"/api/media?{query}", TestContext.Current.CancellationToken);

        await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Get_TellsTagsFacesAndHowTheAnalysisStands()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var photo = await library.AddAsync("summer-holiday/Mia at sea.jpg");
        var mia = await library.AddPersonAsync("Mia");
        await library.AddFaceAsync(photo, mia, quality: 0.5f);
        await library.AddFaceAsync(photo, person: null, quality: 0.25f);
        await library.AddTagAsync(photo, "dog", score: 0.75f);
        await library.AddTagAsync(photo, "cat");
        await library.AddTagAsync(photo, "cat", Models.Tags.TagSource.User, isRemoved: true);
        await library.AddWorkAsync(photo, AnalysisTask.Objects, AnalysisState.Failed, "The photo is too large.");
        using var client = await app.SignInAsync(user);

        var answer = await client.GetJsonAsync($"/api/media/{photo.Id}");

        Assert.Equal("Mia at sea.jpg", answer.GetProperty("fileName").GetString());
        var tag = Assert.Single(answer.GetProperty("tags").EnumerateArray());
        Assert.Equal(("dog", "recogniser", 0.75f), (
            tag.GetProperty("id").GetString(), tag.GetProperty("source").GetString(), tag.GetProperty("score").GetSingle()));
        var faces = answer.GetProperty("faces").EnumerateArray().ToList();
        Assert.Equal("Mia", faces[0].GetProperty("person").GetProperty("name").GetString());
        Assert.Equal(0.125f, faces[0].GetProperty("box").GetProperty("y").GetSingle());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, faces[1].GetProperty("person").ValueKind);
        var task = Assert.Single(answer.GetProperty("analysis").EnumerateArray());
        Assert.Equal("The photo is too large.", task.GetProperty("reason").GetString());
        Assert.DoesNotContain("embedding", answer.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Get_TellsWhatWasCountedAndWhere_WithoutTagsTheOwnerRemoved()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var photo = await library.AddAsync();
        var other = await library.AddAsync();
        await library.AddTagAsync(photo, "dog");
        await library.AddTagAsync(photo, "person");
        await library.AddTagAsync(photo, "car");
        await library.AddTagAsync(photo, "car", Models.Tags.TagSource.User, isRemoved: true);
        await library.AddObjectsAsync(photo, "dog", [0.5f, 0.25f, 0.125f, 0.75f]);
        await library.AddObjectsAsync(photo, "person", [0, 0, 0.5f, 1], [0.5f, 0, 0.5f, 1]);
        await library.AddObjectsAsync(photo, "car", [0, 0, 1, 1]);
        using var client = await app.WithTokenAsync(user);

        var objects = (await client.GetJsonAsync($"/api/media/{photo.Id}")).GetProperty("objects");
        var none = (await client.GetJsonAsync($"/api/media/{other.Id}")).GetProperty("objects");

        Assert.Equal(
            [("person", "Name of person", 2, 2), ("dog", "Name of dog", 1, 1)],
            objects.EnumerateArray().Select(item => (
                item.GetProperty("tagId").GetString(), item.GetProperty("name").GetString(),
                item.GetProperty("count").GetInt32(), item.GetProperty("boxes").GetArrayLength())));
        Assert.Equal(
            """{"x":0.5,"y":0.25,"width":0.125,"height":0.75}""", objects[1].GetProperty("boxes")[0].GetRawText());
        Assert.Equal(System.Text.Json.JsonValueKind.Object, objects[0].GetProperty("names").ValueKind);
        Assert.Equal(0, none.GetArrayLength());
    }
}
