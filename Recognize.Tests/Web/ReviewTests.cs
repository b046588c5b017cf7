using Recognize.Models.Accounts;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Suggestions;
using Recognize.Tests.Api;
using Recognize.Tests.Support;

namespace Recognize.Tests.Web;

/// <summary>A review session in a real browser, over questions as a worker leaves them.</summary>
[Collection(Alone.Name)]
public sealed class ReviewTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    /// <summary>Faces of the unnamed side of each question: all of them get the name by a yes, be they more or fewer than the named.</summary>
    private static int[] Unnamed { get; } = [1, 2, 6];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Review_CountsWhatEachAnswerSettled()
    {
        var user = await AskAsync();

        await BrowserScenario.RunAsync("review", app.Address, new { user.Name, user.Password }, Token);
    }

    [Fact]
    public async Task Review_IsAnsweredBySwipes_AndByNothingThatIsNone()
    {
        var user = await AskAsync();

        await BrowserScenario.RunAsync("swipe", app.Address, new { user.Name, user.Password, settles = Unnamed.Sum() }, Token);
    }

    /// <summary>A question is in the list still when somebody says of a face that it is not the other; a yes then says so.</summary>
    [Fact]
    public async Task Review_GoesOnAgainstWhatWasSaidSince_WhenTheUserDoes()
    {
        var user = await app.AddUserAsync();
        await app.Get<FaceConsentLedger>().RecordAsync(user.Id, given: true, user.Name, Token);
        var library = await app.AddLibraryAsync(user);
        var (named, other) = (await library.AddPersonAsync("Mia"), await library.AddPersonAsync());
        for (var face = 0; face < 2; face++)
            await library.AddFaceAsync(await library.AddAsync(), named);
        var rejected = await library.AddFaceAsync(await library.AddAsync(), other);
        await library.SaveAsync(new PersonSuggestion
        {
            Id = Guid.NewGuid(), OwnerId = user.Id, PersonId = named.Id, OtherId = other.Id, Similarity = 0.4f,
            Probability = 0.5f, Gain = 1,
        });
        var me = new ActFor(user.Id, new ActActor(user.Id, user.Name));
        await app.Get<FaceActs>().ConfirmAsync(me, other.Id, [rejected.Id], Token);
        await app.Get<FaceActs>().RejectAsync(me, named.Id, [rejected.Id], Token);

        await BrowserScenario.RunAsync("review-conflict", app.Address, new { user.Name, user.Password, person = "Mia" }, Token);

        using var client = await app.WithTokenAsync(user);
        var shown = Assert.Single((await client.GetJsonAsync("/api/people")).GetProperty("items").EnumerateArray());
        Assert.Equal(("Mia", 3), (shown.GetProperty("name").GetString(), shown.GetProperty("faceCount").GetInt32()));
    }

    /// <summary>A user with three questions, whether an unnamed person is somebody of four faces who has a name.</summary>
    private async Task<TestUser> AskAsync()
    {
        var user = await app.AddUserAsync();
        await app.Get<FaceConsentLedger>().RecordAsync(user.Id, given: true, user.Name, Token);
        var library = await app.AddLibraryAsync(user);
        foreach (var faces in Unnamed)
        {
            var named = await library.AddPersonAsync($"Person {faces}");
            var other = await library.AddPersonAsync();
            for (var face = 0; face < 4; face++)
                await library.AddFaceAsync(await library.AddAsync(), named);
            for (var face = 0; face < faces; face++)
                await library.AddFaceAsync(await library.AddAsync(), other);
            await library.SaveAsync(new PersonSuggestion
            {
                Id = Guid.NewGuid(), OwnerId = user.Id, PersonId = named.Id, OtherId = other.Id, Similarity = 0.4f, Probability = 0.5f, Gain = faces,
            });
        }
        return user;
    }
}
