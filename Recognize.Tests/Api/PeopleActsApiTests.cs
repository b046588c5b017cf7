using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Recognize.Models.People;
using Recognize.Models.People.Suggestions;

namespace Recognize.Tests.Api;

/// <summary>Acts on people over HTTP: what is asked, what is answered, and what a conflict says.</summary>
public sealed class PeopleActsApiTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NamePerson_AnswersTheNewVersion_AndRefusesTheOldOne()
    {
        var (client, library) = await StartAsync();
        var person = await library.AddPersonAsync();
        await library.AddFaceAsync(await library.AddAsync(), person);

        var named = await PutAsync(client, $"/api/people/{person.Id}/name", new { Version = 0, Name = "Mia" });
        using var late = await client.PutAsJsonAsync($"/api/people/{person.Id}/name", new { Version = 0, Name = "Nora" }, Token);
        var problem = await late.ShouldBeProblemAsync(HttpStatusCode.Conflict, "changed");
        var shown = await client.GetJsonAsync($"/api/people/{person.Id}");

        Assert.Equal(1, named.GetProperty("people")[0].GetProperty("version").GetInt32());
        Assert.Equal(person.Id, problem.GetProperty("about")[0].GetGuid());
        Assert.Equal(1, problem.GetProperty("people")[0].GetProperty("version").GetInt32());
        Assert.Equal(("Mia", 1), (shown.GetProperty("name").GetString(), shown.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task MergePeople_SaysWhatContradicts_AndIsTakenBack()
    {
        var (client, library) = await StartAsync();
        var (mia, nora) = (await library.AddPersonAsync("Mia"), await library.AddPersonAsync("Nora"));
        await library.AddFaceAsync(await library.AddAsync(), mia);
        await library.AddFaceAsync(await library.AddAsync(), nora);
        object[] both = [new { mia.Id, mia.Version }, new { nora.Id, nora.Version }];

        using var unsaid = await client.PostAsJsonAsync("/api/people/merge", new { People = both }, Token);
        await unsaid.ShouldBeProblemAsync(HttpStatusCode.Conflict, "two-names");
        var merged = await PostAsync(client, "/api/people/merge", new { People = both, Name = "Mia" });
        var alone = (await client.GetJsonAsync("/api/people")).Ids();
        var act = merged.GetProperty("actId").GetGuid();
        await PostAsync(client, $"/api/acts/{act}/undo", new { });
        var log = (await client.GetJsonAsync("/api/acts")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal([merged.GetProperty("personId").GetString()!], alone);
        Assert.Equal(2, (await client.GetJsonAsync("/api/people")).Ids().Count);
        Assert.Equal(["undo", "merge"], log.Select(item => item.GetProperty("kind").GetString()!));
        Assert.Equal(act, log[0].GetProperty("undoes").GetGuid());
        Assert.NotEqual(JsonValueKind.Null, log[1].GetProperty("undoneAt").ValueKind);
        Assert.Equal(1, (await client.AllIdsAsync("/api/acts?limit=1")).Count(id => id == act.ToString()));
    }

    [Fact]
    public async Task Faces_AreListed_Moved_Confirmed_RejectedAndIgnored()
    {
        var (client, library) = await StartAsync();
        var mia = await library.AddPersonAsync("Mia");
        var faces = new List<Face>();
        for (var face = 0; face < 3; face++)
            faces.Add(await library.AddFaceAsync(await library.AddAsync(), mia, quality: 0.3f + (0.1f * face)));
        var waiting = await library.AddFaceAsync(await library.AddAsync(), null);

        Assert.Equal([waiting.Id.ToString()], (await client.GetJsonAsync("/api/faces")).Ids());
        Assert.Equal(
            faces.OrderByDescending(face => face.Quality).Select(face => face.Id.ToString()),
            await client.AllIdsAsync($"/api/people/{mia.Id}/faces?limit=2"));
        await PostAsync(client, $"/api/people/{mia.Id}/confirm", new { FaceIds = new[] { faces[0].Id } });
        Assert.Equal(
            faces.Skip(1).Select(face => face.Id.ToString()).Order(StringComparer.Ordinal),
            (await client.AllIdsAsync($"/api/people/{mia.Id}/faces?order=doubtful&limit=1")).Order(StringComparer.Ordinal));
        await PostAsync(client, $"/api/people/{mia.Id}/reject", new { FaceIds = new[] { faces[1].Id } });
        await PostAsync(client, "/api/faces/ignore", new { FaceIds = new[] { faces[1].Id }, As = "poster" });
        Assert.Equal([faces[1].Id.ToString()], (await client.GetJsonAsync("/api/faces?state=ignored")).Ids());
        var moved = await PostAsync(client, "/api/faces/move", new { FaceIds = new[] { waiting.Id }, NewName = "Nora" });
        Assert.Empty((await client.GetJsonAsync("/api/faces")).Ids());

        var shown = await client.GetJsonAsync($"/api/people/{mia.Id}");
        Assert.Equal((2, 1), (shown.GetProperty("faceCount").GetInt32(), shown.GetProperty("confirmedCount").GetInt32()));
        var nora = await client.GetJsonAsync($"/api/people/{moved.GetProperty("personId").GetString()}");
        Assert.Equal("Nora", nora.GetProperty("name").GetString());
    }

    [Fact]
    public async Task ConfirmFaces_NeedsWhatWasSeen_ForAllOfThem()
    {
        var (client, library) = await StartAsync();
        var mia = await library.AddPersonAsync("Mia");
        await library.AddFaceAsync(await library.AddAsync(), mia);
        await library.AddFaceAsync(await library.AddAsync(), mia);

        using var vague = await client.PostAsJsonAsync($"/api/people/{mia.Id}/confirm", new { }, Token);
        using var unseen = await client.PostAsJsonAsync(
            $"/api/people/{mia.Id}/confirm", new { Version = 0, FaceCount = 1 }, Token);
        await PostAsync(client, $"/api/people/{mia.Id}/confirm", new { Version = 0, FaceCount = 2 });

        await vague.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-act");
        await unseen.ShouldBeProblemAsync(HttpStatusCode.Conflict, "changed");
        Assert.Equal(2, (await client.GetJsonAsync($"/api/people/{mia.Id}")).GetProperty("confirmedCount").GetInt32());
    }

    [Fact]
    public async Task DrawFace_PointsToTheFaceThatIsThere()
    {
        var (client, library) = await StartAsync();
        var photo = await library.AddAsync();
        var found = await library.AddFaceAsync(photo, null);

        using var again = await client.PostAsJsonAsync(
            "/api/faces", new { MediaId = photo.Id, Box = new { X = 0.26, Y = 0.13, Width = 0.25, Height = 0.5 } }, Token);
        var problem = await again.ShouldBeProblemAsync(HttpStatusCode.Conflict, "face-there");
        var drawn = await PostAsync(
            client, "/api/faces", new { MediaId = photo.Id, Box = new { X = 0.7, Y = 0.1, Width = 0.1, Height = 0.1 } });
        var id = drawn.GetProperty("faceId").GetString()!;
        Assert.Equal([id], (await client.GetJsonAsync("/api/faces?state=drawn")).Ids());
        using var removed = await client.DeleteAsync($"/api/faces/{id}", Token);

        Assert.Equal(found.Id, problem.GetProperty("about")[0].GetGuid());
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Empty((await client.GetJsonAsync("/api/faces?state=drawn")).Ids());
    }

    [Fact]
    public async Task ListPeople_LeavesIgnoredOnesOut_UnlessAsked()
    {
        var (client, library) = await StartAsync();
        var statue = await library.AddPersonAsync("Nefertiti");

        await PutAsync(client, $"/api/people/{statue.Id}/ignored", new { Version = 0, As = "statue" });

        Assert.Empty((await client.GetJsonAsync("/api/people")).Ids());
        var shown = (await client.GetJsonAsync("/api/people?ignored=true")).GetProperty("items")[0];
        Assert.Equal("statue", shown.GetProperty("ignoredAs").GetString());
    }

    [Fact]
    public async Task Suggestions_AreAnswered_AndThenNoQuestionAnyMore()
    {
        var (client, library) = await StartAsync();
        var (mia, other, third) = (await library.AddPersonAsync("Mia"), await library.AddPersonAsync(), await library.AddPersonAsync());
        foreach (var person in (Person[])[mia, other, third])
            await library.AddFaceAsync(await library.AddAsync(), person);
        var face = await library.AddFaceAsync(await library.AddAsync(), null);
        var questions = new[]
        {
            Question(mia, 3, other: other.Id), Question(mia, 2, other: third.Id), Question(mia, 1, face: face.Id),
        };
        await library.SaveAsync(questions);

        var listed = await client.GetJsonAsync("/api/suggestions");
        var versions = new[] { new { mia.Id, Version = 0 }, new { third.Id, Version = 0 } };
        await PostAsync(client, $"/api/suggestions/{questions[1].Id}/answer", new { Same = false, People = versions });
        await PostAsync(client, $"/api/suggestions/{questions[2].Id}/answer", new { Same = false, People = new[] { new { mia.Id, Version = 1 } } });
        Assert.Equal([questions[0].Id.ToString()], (await client.GetJsonAsync("/api/suggestions")).Ids());
        using var late = await client.PostAsJsonAsync(
            $"/api/suggestions/{questions[0].Id}/answer",
            new { Same = true, People = new[] { new { mia.Id, Version = 0 }, new { other.Id, Version = 0 } } }, Token);
        await late.ShouldBeProblemAsync(HttpStatusCode.Conflict, "changed");
        var version = (await client.GetJsonAsync($"/api/people/{mia.Id}")).GetProperty("version").GetInt32();
        var merged = await PostAsync(
            client, $"/api/suggestions/{questions[0].Id}/answer",
            new { Same = true, People = new[] { new { mia.Id, Version = version }, new { other.Id, Version = 0 } } });

        Assert.Equal(questions.Select(question => question.Id.ToString()), listed.Ids());
        Assert.Equal(face.Id, listed.GetProperty("items")[2].GetProperty("face").GetProperty("id").GetGuid());
        Assert.Equal(mia.Id, merged.GetProperty("personId").GetGuid());
        Assert.Empty((await client.GetJsonAsync("/api/suggestions")).Ids());
    }

    /// <summary>Two people get names, and a face of one is said not to be the other, while somebody looks at the question.</summary>
    [Fact]
    public async Task Suggestions_AreAnswered_AgainstWhatWasSaidSince_WhenTheAnswerSaysSo()
    {
        var (client, library) = await StartAsync();
        var (mia, other) = (await library.AddPersonAsync(), await library.AddPersonAsync());
        await library.AddFaceAsync(await library.AddAsync(), mia);
        var face = await library.AddFaceAsync(await library.AddAsync(), other);
        var question = Question(mia, 1, other: other.Id);
        await library.SaveAsync(question);
        await PutAsync(client, $"/api/people/{mia.Id}/name", new { Version = 0, Name = "Mia" });
        await PutAsync(client, $"/api/people/{other.Id}/name", new { Version = 0, Name = "Nora" });
        await PostAsync(client, $"/api/people/{other.Id}/confirm", new { FaceIds = new[] { face.Id } });
        await PostAsync(client, $"/api/people/{mia.Id}/reject", new { FaceIds = new[] { face.Id } });
        var people = new[] { new { mia.Id, Version = 2 }, new { other.Id, Version = 2 } };
        var path = $"/api/suggestions/{question.Id}/answer";

        using var unnamed = await client.PostAsJsonAsync(path, new { Same = true, People = people }, Token);
        using var rejected = await client.PostAsJsonAsync(path, new { Same = true, People = people, Name = "Mia" }, Token);
        await unnamed.ShouldBeProblemAsync(HttpStatusCode.Conflict, "two-names");
        await rejected.ShouldBeProblemAsync(HttpStatusCode.Conflict, "rejected-before");
        var merged = await PostAsync(
            client, path, new { Same = true, People = people, Name = "Mia", TakeBackRejections = true });

        var shown = await client.GetJsonAsync($"/api/people/{merged.GetProperty("personId").GetString()}");
        Assert.Equal(("Mia", 2), (shown.GetProperty("name").GetString(), shown.GetProperty("faceCount").GetInt32()));
    }

    [Theory]
    [InlineData("/api/people/merge")]
    [InlineData("/api/people/different")]
    public async Task Acts_AreRefused_WhenAListHoldsANull(string path)
    {
        var (client, _) = await StartAsync();

        using var answer = await client.PostAsJsonAsync(path, new { People = new object?[] { null, null } }, Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-request");
    }

    [Fact]
    public async Task Acts_TakeAsManyFacesAsTheySay_AndSaySoBeyond()
    {
        var (client, library) = await StartAsync();
        var known = await library.AddFaceAsync(await library.AddAsync(), null);
        var faces = Enumerable.Repeat(known.Id, 10_000).ToList();

        await PostAsync(client, "/api/faces/ignore", new { FaceIds = faces, As = "poster" });
        using var more = await client.PostAsJsonAsync(
            "/api/faces/ignore", new { FaceIds = faces.Select(_ => Guid.NewGuid()).Append(known.Id), As = "poster" }, Token);
        using var far = await client.PostAsJsonAsync(
            "/api/faces/ignore", new { FaceIds = Enumerable.Repeat(known.Id, 20_000), As = "poster" }, Token);

        Assert.Equal([known.Id.ToString()], (await client.GetJsonAsync("/api/faces?state=ignored")).Ids());
        await more.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-act");
        await far.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    private static PersonSuggestion Question(Person person, float gain, Guid? other = null, Guid? face = null) => new()
    {
        Id = Guid.NewGuid(), OwnerId = person.OwnerId, PersonId = person.Id, OtherId = other, FaceId = face,
        Similarity = 0.4f, Probability = 0.5f, Gain = gain,
    };

    private async Task<(HttpClient Client, TestLibrary Library)> StartAsync()
    {
        var user = await app.AddUserAsync();
        return (await app.WithTokenAsync(user), await app.AddLibraryAsync(user));
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body, Token);
        return await OkAsync(answer);
    }

    private static async Task<JsonElement> PutAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PutAsJsonAsync(path, body, Token);
        return await OkAsync(answer);
    }

    private static async Task<JsonElement> OkAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
        return await answer.ReadAsync();
    }
}
