using Recognize.Models.Accounts;
using Recognize.Models.People.Acts;
using Recognize.Tests.Faces.Grouping;
using Recognize.Tests.People;
using Recognize.Tests.Support;
using Recognize.Worker.Grouping;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Grouping;

public sealed class PeopleSuggestionsTests(PostgresFixture postgres) : ActsCase(postgres)
{
    private static readonly float[] Anna = [1, 0];

    /// <summary>Like Anna, but not enough to have joined.</summary>
    private static readonly float[] AlmostAnna = [0.38f, 0.925f];

    [Fact]
    public async Task Find_AsksAboutPeopleAndFaces_ThatResembleEachOther()
    {
        var (anna, _) = await PersonAsync("Anna", 3, Anna);
        var (other, _) = await PersonAsync(null, 2, AlmostAnna);
        var face = await FaceAsync(0.4f, -0.9165f);

        var found = await FindAsync();

        Assert.Equal(2, found);
        Assert.Equal(1, await CountAsync($"person_suggestions WHERE person_id = '{anna}' AND other_id = '{other}'"));
        Assert.Equal(1, await CountAsync($"person_suggestions WHERE person_id = '{anna}' AND face_id = '{face}'"));
    }

    [Fact]
    public async Task Find_AsksNothing_ThatWasSaidOrAPhotoShows()
    {
        var (photo, together) = await Library.AddPhotoAsync(Anna, AlmostAnna);
        var anna = await Library.AddPersonAsync("Anna", [together[0]]);
        var beside = await Library.AddPersonAsync(null, [together[1]]);
        var (ignored, _) = await PersonAsync(null, 2, AlmostAnna);
        var (different, _) = await PersonAsync(null, 2, AlmostAnna);
        var rejected = await FaceAsync(AlmostAnna);
        await Get<NamingActs>().IgnoreAsync(Me, await SeenAsync(ignored), Models.People.IgnoredAs.Stranger, Token);
        await Get<RuleActs>().DifferentAsync(Me, await SeenAsync(anna), await SeenAsync(different), true, Token);
        await Get<FaceActs>().RejectAsync(Me, anna, [rejected], Token);

        await FindAsync();

        Assert.Equal(0, await CountAsync($"person_suggestions WHERE person_id = '{anna}'"));
        await Get<RuleActs>().ReleaseAsync(Me, photo, true, Token);
        await Installation.ExecuteAsync("UPDATE suggestion_runs SET seconds = 0");
        await FindAsync();
        Assert.Equal(1, await CountAsync($"person_suggestions WHERE person_id = '{anna}' AND other_id = '{beside}'"));
    }

    [Fact]
    public async Task Find_AsksNothing_AfterItsOwnerSaidNo()
    {
        await PersonAsync("Anna", 3, Anna);
        await PersonAsync(null, 2, AlmostAnna);
        await Get<FaceConsentLedger>().RecordAsync(Library.Owner, false, "anna in a test", Token);

        Assert.Null(await FindAsync());

        Assert.Equal(0, await CountAsync("person_suggestions"));
    }

    [Fact]
    public async Task Owners_AreThoseWhoDidSomethingSince_UntilItIsFoundAgain()
    {
        var (anna, _) = await PersonAsync("Anna", 3, Anna);
        await PersonAsync(null, 2, AlmostAnna);
        await FindAsync();
        await Installation.ExecuteAsync("UPDATE suggestion_runs SET seconds = 0");
        var work = Get<LibraryWork>();

        var before = await work.OwnersToAskAsync(Token);
        await Get<NamingActs>().NameAsync(Me, await SeenAsync(anna), "Anne", Token);
        var changed = await work.OwnersToAskAsync(Token);
        await Installation.ExecuteAsync("UPDATE suggestion_runs SET seconds = 3600");
        var resting = await work.OwnersToAskAsync(Token);
        await Installation.ExecuteAsync("UPDATE suggestion_runs SET seconds = 0");
        await FindAsync();
        var found = await work.OwnersToAskAsync(Token);
        await Installation.ExecuteAsync("UPDATE suggestion_runs SET seconds = 0, made_at = made_at - interval '1 min'");
        await FindAsync();
        var seen = await work.OwnersToAskAsync(Token);
        await Get<NamingActs>().NameAsync(Me, await SeenAsync(anna), "Anna", Token);
        await Get<FaceConsentLedger>().RecordAsync(Library.Owner, false, "anna in a test", Token);
        var refused = await work.OwnersToAskAsync(Token);

        Assert.Equal([Library.Owner], changed);
        Assert.Empty(before.Concat(resting).Concat(found).Concat(seen).Concat(refused));
    }

    [Fact]
    public async Task Find_DoesNothing_WhileNothingHasChanged_AndRestsAfterALongRound()
    {
        var (anna, _) = await PersonAsync("Anna", 3, Anna);
        await PersonAsync(null, 2, AlmostAnna);
        await FindAsync();
        var ids = await Installation.ScalarAsync<string>("SELECT string_agg(id::text, ',' ORDER BY id) FROM person_suggestions");
        await Installation.ExecuteAsync("UPDATE suggestion_runs SET seconds = 0");

        var unchanged = await FindAsync();
        await Get<NamingActs>().NameAsync(Me, await SeenAsync(anna), "Anne", Token);
        await Installation.ExecuteAsync("UPDATE suggestion_runs SET seconds = 3600");
        var resting = await FindAsync();
        await Installation.ExecuteAsync("UPDATE suggestion_runs SET seconds = 0");
        var again = await FindAsync();

        Assert.Equal((null, null, 1), (unchanged, resting, again));
        Assert.Equal(ids, await Installation.ScalarAsync<string>("SELECT string_agg(id::text, ',' ORDER BY id) FROM person_suggestions"));
    }

    private Task<int?> FindAsync() => Get<PeopleSuggestions>().FindAsync(
        Library.Owner, PeopleLibrary.Pack, SyntheticFaces.Limits, Token);
}
