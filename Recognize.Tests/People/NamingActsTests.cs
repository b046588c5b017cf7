using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Tests.Support;

namespace Recognize.Tests.People;

public sealed class NamingActsTests(PostgresFixture postgres) : ActsCase(postgres)
{
    private NamingActs Acts => Get<NamingActs>();

    [Fact]
    public async Task Name_TrimsRenamesAndTakesAway()
    {
        var (anna, _) = await PersonAsync(null, 1);

        var named = await Acts.NameAsync(Me, await SeenAsync(anna), "  Anna ", Token);
        await MakeAndTakeBackAsync(
            async () => await Acts.NameAsync(Me, await SeenAsync(anna), "Anne", Token),
            _ => ShouldBeAsync($"EXISTS (SELECT 1 FROM people WHERE id = '{anna}' AND name = 'Anne')"));
        await MakeAndTakeBackAsync(
            async () => await Acts.NameAsync(Me, await SeenAsync(anna), " ", Token),
            _ => ShouldBeAsync($"EXISTS (SELECT 1 FROM people WHERE id = '{anna}' AND name IS NULL)"));

        Assert.Equal("Named a person \"Anna\".", named.Summary);
        Assert.Equal(1, Assert.Single(named.People).Version);
    }

    [Fact]
    public async Task Name_IsRefused_WhenItIsNoName()
    {
        var (anna, _) = await PersonAsync(null, 1);
        var seen = await SeenAsync(anna);

        await RefusedAsync("bad-act", () => Acts.NameAsync(Me, seen, new string('x', 201), Token));
        await RefusedAsync("bad-act", () => Acts.NameAsync(Me, seen, "An\nna", Token));
        await RefusedAsync("bad-act", () => Acts.NameAsync(Me, seen, "Anna \ud83d", Token));
        var face = await Acts.NameAsync(Me, seen, "Anna \ud83d\ude00", Token);

        Assert.NotNull(face.ActId);
    }

    [Theory]
    [InlineData("\u200b\ufeff", null)]
    [InlineData("\u2800\u3164\u115f", null)]
    [InlineData("\u202aAnna\u202c\u200e", "Anna")]
    [InlineData("\u3000Anna\u00a0", "Anna")]
    [InlineData("\u0645\u06cc\u200c\u0646\u0627", "\u0645\u06cc\u200c\u0646\u0627")]
    [InlineData("\ud83d\udc69\u200d\ud83d\udc67", "\ud83d\udc69\u200d\ud83d\udc67")]
    public void Names_AreKept_AsTheyAreSeen(string given, string? kept) => Assert.Equal(kept, PersonNames.Read(given));

    [Theory]
    [InlineData("Anna\u202enneB")]
    [InlineData("An\u2066na")]
    [InlineData("An\u2028na")]
    [InlineData("An\u2029na")]
    [InlineData("An\u0085na")]
    public void Names_AreRefused_ThatBreakTheLineTheyAreShownIn(string given) =>
        Assert.Equal("bad-act", Assert.Throws<ActRefusedException>(() => PersonNames.Read(given)).Code);

    [Fact]
    public async Task Name_IsOne_HoweverItsLettersAreComposed()
    {
        var (first, _) = await PersonAsync(null, 2);
        var (second, _) = await PersonAsync(null, 1);
        await Acts.NameAsync(Me, await SeenAsync(first), "Jos\u00e9", Token);
        await Acts.NameAsync(Me, await SeenAsync(second), "Jose\u0301", Token);

        var merged = await Get<MergeActs>().MergeAsync(Me, new([await SeenAsync(first), await SeenAsync(second)]), Token);

        Assert.Equal("Jos\u00e9", await Installation.ScalarAsync<string>($"SELECT name FROM people WHERE id = '{merged.PersonId}'"));
    }

    [Fact]
    public async Task Name_SaysSo_WhenThePersonHasThatNameAlready()
    {
        var (anna, _) = await PersonAsync("Anna", 1);

        var again = await Acts.NameAsync(Me, await SeenAsync(anna), " Anna", Token);

        Assert.Null(again.ActId);
        Assert.Equal("The person is named \"Anna\" already.", again.Summary);
    }

    [Fact]
    public async Task Name_RemovesThePerson_WhenNothingIsLeftOfIt()
    {
        var anna = await Library.AddPersonAsync("Anna", []);

        await MakeAndTakeBackAsync(
            async () => await Acts.NameAsync(Me, await SeenAsync(anna), null, Token),
            _ => ShouldBeAsync($"NOT EXISTS (SELECT 1 FROM people WHERE id = '{anna}')"));
    }

    [Fact]
    public async Task Hide_Ignore_AndCover_AreTakenBack()
    {
        var (anna, faces) = await PersonAsync("Anna", 2);

        await MakeAndTakeBackAsync(
            async () => await Acts.HideAsync(Me, await SeenAsync(anna), true, Token),
            _ => ShouldBeAsync($"(SELECT is_hidden FROM people WHERE id = '{anna}')"));
        await MakeAndTakeBackAsync(
            async () => await Acts.IgnoreAsync(Me, await SeenAsync(anna), IgnoredAs.Statue, Token),
            _ => ShouldBeAsync($"(SELECT ignored_as = 1 FROM people WHERE id = '{anna}')"));
        await MakeAndTakeBackAsync(
            async () => await Acts.CoverAsync(Me, await SeenAsync(anna), faces[1], Token),
            _ => ShouldBeAsync($"(SELECT cover_face_id = '{faces[1]}' FROM people WHERE id = '{anna}')"));
    }

    [Fact]
    public async Task Cover_IsRefused_WhenTheFaceIsSomebodyElses()
    {
        var (anna, _) = await PersonAsync("Anna", 1);
        var (_, others) = await PersonAsync("Ben", 1);
        var seen = await SeenAsync(anna);

        await RefusedAsync("contradiction", () => Acts.CoverAsync(Me, seen, others[0], Token));
        await RefusedAsync("not-found", () => Acts.CoverAsync(Me, seen, Guid.NewGuid(), Token));
    }

    [Fact]
    public async Task Acts_AreRefused_ForAnotherUser()
    {
        var (anna, _) = await PersonAsync("Anna", 1);
        var stranger = await StrangerAsync();
        var seen = await SeenAsync(anna);

        await RefusedAsync("not-found", () => Acts.NameAsync(stranger, seen, "Mine", Token));
    }

    private async Task ShouldBeAsync(string condition) => Assert.True(await IsAsync(condition), condition);
}
