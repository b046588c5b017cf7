using Recognize.Tests.Contacts.CardDav;
using Recognize.Tests.Support;

namespace Recognize.Tests.Web;

/// <summary>What people do in the web app, in a real browser, with real photos and everything that works behind.</summary>
[Collection(Alone.Name)]
public sealed class HouseTests(LiveHouse house) : IClassFixture<LiveHouse>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FirstStart_LeadsFromThePrintedPasswordToTheFirstNamedPerson()
    {
        var seen = await house.BegunAsync();

        Assert.InRange(seen.GetProperty("people").GetInt32(), 3, 40);
    }

    [Fact]
    public Task People_AreMergedAndSplit_AndItIsTakenBack() => house.RunAsync("people", Token);

    [Fact]
    public Task Search_FindsByPersonAndTag_AndCountsWhatItFinds() => house.RunAsync("search", Token);

    [Fact]
    public Task Tag_IsCorrected_AndStaysSoAfterANewAnalysis() => house.RunAsync("tags", Token);

    [Fact]
    public Task Recluster_IsPreviewedAppliedAndUndone() => house.RunAsync("recluster", Token);

    [Fact]
    public Task Work_IsPausedAndResumed() => house.RunAsync("pause", Token);

    [Fact]
    public Task SecondUser_SeesNothingOfOthers() => house.RunAsync("second-user", Token);

    [Fact]
    public Task Sharing_ShowsExactlyWhatIsShared_AndNoLongerThanItLasts() => house.RunAsync("sharing", Token);

    [Fact]
    public Task Connection_IsMissedInWords_AndEverythingIsThereAgainWithIt() => house.RunAsync("offline", Token);

    [Fact]
    public Task Contacts_AreAskedAbout_AndAnAnswerHolds() => house.RunAsync("contacts", Token);

    [Fact]
    public Task Places_AreKeptByGoingBackReloadingAndLinks() => house.RunAsync("places", Token);

    [Fact]
    public Task DarkPages_AreLegibleTouchableAndStandStill_OnANarrowTelephone() => house.RunAsync("dark", Token);

    [Fact]
    public Task Touch_SelectsSwipesZoomsAndPlays() => house.RunAsync("touch", Token);

    [Fact]
    public Task Music_PlaysItsQueue_AndAGenreIsCorrected() => house.RunAsync("music", Token);

    [Fact]
    public Task MissedFace_IsDrawn_AndPhotosAreExportedWithoutFaces() => house.RunAsync("faces", Token);

    [Fact]
    public async Task AddressBook_OfAServerThatTheAdminAllows_IsReadAndLeft()
    {
        await house.BegunAsync();
        await using var server = await RadicaleServer.StartAsync(Token);
        await server.PutAsync("anna/family/1.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nFN:Berta Books\r\nN:Berta;;;;\r\nEND:VCARD\r\n", Token);

        await house.RunAsync(
            "address-books",
            new
            {
                Server = server.Address, server.Certificate, UserName = RadicaleServer.User,
                ServerPassword = RadicaleServer.Password,
            },
            Token);
    }

    [Fact]
    public Task GermanApp_SpeaksGermanWhereTheServerSpeaks() => house.RunAsync("german", Token);

    [Fact]
    public Task MainPages_FitANarrowTelephone_AndAreAccessible() => house.RunAsync("phone", Token);
}
