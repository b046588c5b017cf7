using Recognize.Models.Accounts;
using Recognize.Models.People.Suggestions;
using Recognize.Tests.Api;
using Recognize.Tests.Support;

namespace Recognize.Tests.Web;

/// <summary>A review session in a real browser, over questions as a worker leaves them.</summary>
[Collection(Alone.Name)]
public sealed class ReviewTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Review_CountsWhatEachAnswerSettled()
    {
        var user = await app.AddUserAsync();
        await app.Get<FaceConsentLedger>().RecordAsync(user.Id, given: true, user.Name, Token);
        var library = await app.AddLibraryAsync(user);
        for (var question = 0; question < 3; question++)
        {
            var named = await library.AddPersonAsync($"Person {question}");
            var other = await library.AddPersonAsync();
            await library.AddFaceAsync(await library.AddAsync(), named);
            await library.AddFaceAsync(await library.AddAsync(), other);
            await library.SaveAsync(new PersonSuggestion
            {
                Id = Guid.NewGuid(), OwnerId = user.Id, PersonId = named.Id, OtherId = other.Id, Similarity = 0.4f, Probability = 0.5f, Gain = 1,
            });
        }

        await BrowserScenario.RunAsync("review", app.Address, new { user.Name, user.Password }, Token);
    }
}
