using System.Net;
using System.Text.Json;
using Recognize.Models.Tags;

namespace Recognize.Tests.Api;

public sealed class PeopleAndTagsTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    [Fact]
    public async Task ListPeople_CountsFacesAndFiles_NamedFirst()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var first = await library.AddAsync();
        var second = await library.AddAsync();
        var removed = await library.AddAsync();
        await library.RemoveAsync(removed);
        var unnamed = await library.AddPersonAsync();
        var named = await library.AddPersonAsync("Mia");
        var absent = await library.AddPersonAsync("Nora");
        await library.AddPersonAsync();
        foreach (var item in (Models.Library.MediaItem[])[first, first, second, removed])
            await library.AddFaceAsync(item, unnamed);
        await library.AddFaceAsync(first, named);
        using var client = await app.WithTokenAsync(user);

        var page = await client.GetJsonAsync("/api/people");

        Assert.Equal([named.Id.ToString(), absent.Id.ToString(), unnamed.Id.ToString()], page.Ids());
        var last = page.GetProperty("items")[2];
        Assert.Equal(3, last.GetProperty("faceCount").GetInt32());
        Assert.Equal(2, last.GetProperty("mediaCount").GetInt32());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("items")[1].GetProperty("cover").ValueKind);
    }

    [Fact]
    public async Task ListPeople_ShowsTheChosenCover_ElseTheBestFace()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var photo = await library.AddAsync();
        var person = await library.AddPersonAsync("Mia");
        var poor = await library.AddFaceAsync(photo, person, quality: 0.25f);
        var best = await library.AddFaceAsync(photo, person, quality: 0.75f);
        using var client = await app.WithTokenAsync(user);

        var before = await CoverAsync(client, person.Id);
        person.CoverFaceId = poor.Id;
        await using (var database = app.Open())
        {
            database.Update(person);
            await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        var after = await CoverAsync(client, person.Id);

        Assert.Equal(best.Id.ToString(), before);
        Assert.Equal(poor.Id.ToString(), after);
    }

    [Fact]
    public async Task ListPeople_PagesThroughEverybodyOnce()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var photo = await library.AddAsync();
        for (var i = 0; i < 11; i++)
        {
            var person = await library.AddPersonAsync(i % 3 == 0 ? $"Name {i}" : null);
            for (var faces = 0; faces <= i / 4; faces++)
                await library.AddFaceAsync(photo, person);
        }
        using var client = await app.WithTokenAsync(user);

        var whole = (await client.GetJsonAsync("/api/people")).Ids();
        var paged = await client.AllIdsAsync("/api/people?limit=2");

        Assert.Equal(11, whole.Count);
        Assert.Equal(whole, paged);
    }

    [Fact]
    public async Task ListPeople_LeavesHiddenOnesOut_UnlessAsked()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var hidden = await library.AddPersonAsync("Mia", isHidden: true);
        using var client = await app.WithTokenAsync(user);

        Assert.Empty((await client.GetJsonAsync("/api/people")).Ids());
        Assert.Equal([hidden.Id.ToString()], (await client.GetJsonAsync("/api/people?hidden=true")).Ids());
    }

    [Fact]
    public async Task ListPersonMedia_ShowsTheFilesOfThePerson()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var photo = await library.AddAsync();
        await library.AddAsync();
        var person = await library.AddPersonAsync();
        await library.AddFaceAsync(photo, person);
        await library.AddFaceAsync(photo, person);
        using var client = await app.WithTokenAsync(user);

        Assert.Equal([photo.Id.ToString()], (await client.GetJsonAsync($"/api/people/{person.Id}/media")).Ids());
        Assert.Equal(2, (await client.GetJsonAsync($"/api/people/{person.Id}")).GetProperty("faceCount").GetInt32());
    }

    [Fact]
    public async Task ListTags_ShowsOneKind_WhenAsked()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var photo = await library.AddAsync();
        await library.AddTagAsync(photo, "beach");
        await library.AddTagAsync(photo, "keyword:holiday");
        using var client = await app.WithTokenAsync(user);

        var subjects = await client.GetJsonAsync("/api/tags?kind=subject");
        var keywords = await client.GetJsonAsync("/api/tags?kind=Keyword");

        Assert.Equal(["beach"], subjects.Ids());
        Assert.Equal(["keyword:holiday"], keywords.Ids());
        using var unknown = await client.GetAsync("/api/tags?kind=4", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    [Fact]
    public async Task ListTags_CountsEachFileOnce_WithoutThoseTheOwnerRemoved()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var first = await library.AddAsync();
        var second = await library.AddAsync();
        await library.AddTagAsync(first, "beach");
        await library.AddTagAsync(first, "beach", TagSource.Metadata);
        await library.AddTagAsync(second, "beach");
        await library.AddTagAsync(second, "dog");
        await library.AddTagAsync(second, "cat");
        await library.AddTagAsync(second, "cat", TagSource.User, isRemoved: true);
        using var client = await app.WithTokenAsync(user);

        var page = await client.GetJsonAsync("/api/tags");

        Assert.Equal(["beach", "dog"], page.Ids());
        Assert.Equal(["beach", "dog"], await client.AllIdsAsync("/api/tags?limit=1"));
        Assert.Equal(2, page.GetProperty("items")[0].GetProperty("mediaCount").GetInt32());
        Assert.Equal("Name of beach", page.GetProperty("items")[0].GetProperty("name").GetString());
        using var none = await client.GetAsync("/api/tags/cat/media", TestContext.Current.CancellationToken);
        await none.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("keyword:Ægypt 1/2")]
    [InlineData("keyword:100%")]
    [InlineData("keyword:a b?c#d")]
    public async Task ListTagMedia_FindsTheTag_WhateverSignsItHolds(string tag)
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var photo = await library.AddAsync();
        await library.AddTagAsync(photo, tag, TagSource.Metadata);
        using var client = await app.WithTokenAsync(user);

        var page = await client.GetJsonAsync($"/api/tags/{Uri.EscapeDataString(tag)}/media");

        Assert.Equal([photo.Id.ToString()], page.Ids());
    }

    private static async Task<string?> CoverAsync(HttpClient client, Guid personId) =>
        (await client.GetJsonAsync($"/api/people/{personId}")).GetProperty("cover").GetProperty("faceId").GetString();
}
