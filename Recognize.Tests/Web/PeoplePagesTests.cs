using Recognize.Models.Accounts;
using Recognize.Models.People;
using Recognize.Tests.Api;
using Recognize.Tests.Support;

namespace Recognize.Tests.Web;

/// <summary>The pages of people in a real browser, with more people and faces than a house for tests has photos of.</summary>
[Collection(Alone.Name)]
public sealed class PeoplePagesTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    /// <summary>More than the first page of the list holds.</summary>
    private const int Unnamed = 110;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_AreGivenOneAfterAnother_ByKeysAlone()
    {
        var (user, library) = await AddUserAsync();
        await AddGroupAsync(library, 3, "Anna");
        foreach (var faces in new[] { 2, 2, 2, 2, 1 })
            await AddGroupAsync(library, faces);

        await BrowserScenario.RunAsync("naming", app.Address, new { user.Name, user.Password }, Token);
    }

    [Fact]
    public async Task List_WhoseNextPageFails_SaysSoAndIsAskedForByHand()
    {
        var (user, library) = await AddUserAsync();
        var anna = await AddGroupAsync(library, 2, "Anna");
        for (var group = 0; group < Unnamed; group++)
            await AddGroupAsync(library, 1);

        await BrowserScenario.RunAsync("next-page", app.Address, new { user.Name, user.Password, anna = anna.Id }, Token);
    }

    [Fact]
    public async Task Chosen_FacesAndPeople_LeaveRoomForWhatIsDoneToThem()
    {
        var (user, library) = await AddUserAsync();
        var anna = await AddGroupAsync(library, 150, "Anna");
        foreach (var faces in new[] { 4, 3, 2 })
            await AddGroupAsync(library, faces);

        await BrowserScenario.RunAsync("chosen", app.Address, new { user.Name, user.Password, anna = anna.Id }, Token);
    }

    private async Task<(TestUser User, TestLibrary Library)> AddUserAsync()
    {
        var user = await app.AddUserAsync();
        await app.Get<FaceConsentLedger>().RecordAsync(user.Id, given: true, user.Name, Token);
        return (user, await app.AddLibraryAsync(user));
    }

    /// <summary>Somebody with a photo for each face.</summary>
    private static async Task<Person> AddGroupAsync(TestLibrary library, int faces, string? name = null)
    {
        var person = await library.AddPersonAsync(name);
        for (var face = 0; face < faces; face++)
            await library.AddFaceAsync(await library.AddAsync(), person);
        return person;
    }
}
