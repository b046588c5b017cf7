using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Tests.Support;

namespace Recognize.Tests.People;

public sealed class MergeActsTests(PostgresFixture postgres) : ActsCase(postgres)
{
    private MergeActs Acts => Get<MergeActs>();

    [Fact]
    public async Task Merge_KeepsTheNamedOne_AndAnchorsEachLook()
    {
        var (large, many) = await PersonAsync(null, 3, 0, 1);
        var (anna, few) = await PersonAsync("Anna", 1, 1, 0);

        await MakeAndTakeBackAsync(() => MergeAsync(large, anna), async done =>
        {
            Assert.Equal(anna, done.PersonId);
            Assert.Equal(4, await CountAsync($"faces WHERE person_id = '{anna}'"));
            Assert.Equal(0, await CountAsync($"people WHERE id = '{large}'"));
            Assert.Equal(FaceAssignment.User, await AssignedByAsync(few[0]));
            Assert.Equal(1, await CountAsync(
                $"faces WHERE assigned_by = 3 AND id IN ('{string.Join("','", many)}')"));
        });
    }

    [Fact]
    public async Task Merge_TakesContactsAlong_AndBringsThemBack_WhenTakenBack()
    {
        var (anna, _) = await PersonAsync("Anna", 2);
        var (other, _) = await PersonAsync(null, 1);
        var contact = Guid.CreateVersion7();
        await Installation.ExecuteAsync(
            $"""
            INSERT INTO contact_sources (id, owner_id, kind, name, created_at)
            VALUES ('{contact}', '{Library.Owner}', 0, 'cards', now());
            INSERT INTO contacts (id, owner_id, source_id, key, content_hash, name, state, is_matched, created_at, changed_at)
            VALUES ('{contact}', '{Library.Owner}', '{contact}', 'a', '', 'Anni', 0, true, now(), now());
            INSERT INTO contact_people (contact_id, person_id, linked_at) VALUES ('{contact}', '{other}', now());
            """);

        var merged = await MergeAsync(anna, other);
        var after = await LinkedAsync();
        await Get<PeopleActs>().UndoAsync(Library.Owner, Me.Actor, merged.ActId!.Value, Token);

        Assert.Equal((anna, other), (after, await LinkedAsync()));

        Task<Guid> LinkedAsync() => Installation.ScalarAsync<Guid>("SELECT person_id FROM contact_people");
    }

    [Fact]
    public async Task Merge_ConfirmsNoFaceMore_WhereOneIsConfirmed()
    {
        var (anna, annas) = await PersonAsync("Anna", 3);
        var (other, others) = await PersonAsync(null, 2);
        await Installation.ExecuteAsync($"UPDATE faces SET assigned_by = 3 WHERE id IN ('{annas[1]}', '{others[0]}')");

        await MergeAsync(anna, other);

        Assert.Equal(2, await CountAsync("faces WHERE assigned_by = 3"));
    }

    [Fact]
    public async Task Merge_AnchorsTheFaceNearestToTheMean_AmongTheBest()
    {
        var (anna, _) = await PersonAsync("Anna", 1);
        var best = await FaceAsync(0.6f, 0.8f);
        var typical = await FaceAsync(0, 1);
        var poor = await FaceAsync(0, 1);
        var rest = new List<Guid>();
        for (var face = 0; face < 6; face++)
            rest.Add(await FaceAsync(0, 1));
        var other = await Library.AddPersonAsync(null, [best, typical, poor, .. rest]);
        await Installation.ExecuteAsync($"UPDATE faces SET quality = 0.3 WHERE person_id = '{other}'");
        await Installation.ExecuteAsync($"UPDATE faces SET quality = 0.95 WHERE id = '{best}'");
        await Installation.ExecuteAsync($"UPDATE faces SET quality = 0.9 WHERE id = '{typical}'");

        await MergeAsync(anna, other);

        Assert.Equal(FaceAssignment.User, await AssignedByAsync(typical));
        Assert.Equal(2, await CountAsync("faces WHERE assigned_by = 3"));
    }

    [Fact]
    public async Task Merge_AsksForTheName_WhenThereAreTwo()
    {
        var (anna, _) = await PersonAsync("Anna", 1);
        var (ben, _) = await PersonAsync("Ben", 2);

        var refused = await RefusedAsync("two-names", () => MergeAsync(anna, ben));
        await MakeAndTakeBackAsync(
            async () => await Acts.MergeAsync(
                Me, new([await SeenAsync(anna), await SeenAsync(ben)]) { Name = "Ben", Into = anna }, Token),
            async done => Assert.True(await IsAsync(
                $"(SELECT name = 'Ben' FROM people WHERE id = '{done.PersonId}' AND id = '{anna}')")));

        Assert.Equal([anna, ben], refused.About.Order());
    }

    [Fact]
    public async Task Merge_NeedsNoName_WhenTheTwoDifferInCaseOnly()
    {
        var (anna, _) = await PersonAsync("Anna", 2);
        var (again, _) = await PersonAsync("anna", 1);

        var done = await MergeAsync(again, anna);

        Assert.True(await IsAsync($"(SELECT name = 'Anna' FROM people WHERE id = '{done.PersonId}')"));
    }

    [Fact]
    public async Task Merge_IsRefused_WhenTheTwoWereSaidToBeDifferent()
    {
        var (anna, _) = await PersonAsync("Anna", 1);
        var (other, _) = await PersonAsync(null, 1);
        await Get<RuleActs>().DifferentAsync(Me, await SeenAsync(anna), await SeenAsync(other), true, Token);

        await RefusedAsync("said-different", () => MergeAsync(anna, other));
        await Get<RuleActs>().DifferentAsync(Me, await SeenAsync(other), await SeenAsync(anna), false, Token);
        var done = await MergeAsync(anna, other);

        Assert.Equal(anna, done.PersonId);
    }

    [Fact]
    public async Task Merge_IsRefused_WhenBothShowInOnePhoto_UnlessItIsReleased()
    {
        var (photo, faces) = await Library.AddPhotoAsync([1, 0], [0, 1]);
        var anna = await Library.AddPersonAsync("Anna", [faces[0]]);
        var other = await Library.AddPersonAsync(null, [faces[1]]);

        var refused = await RefusedAsync("same-photo", () => MergeAsync(anna, other));
        await MakeAndTakeBackAsync(
            async () => await Acts.MergeAsync(
                Me, new([await SeenAsync(anna), await SeenAsync(other)]) { ReleasesPhotos = true }, Token),
            async _ => Assert.Equal(1, await CountAsync($"photo_releases WHERE media_id = '{photo}'")));

        Assert.Equal([photo], refused.About);
    }

    [Fact]
    public async Task Merge_IsAllowed_WhenBothShowInDifferentFramesOfAVideo()
    {
        var (_, faces) = await Library.AddPhotoAsync([1, 0], [0, 1]);
        await Installation.ExecuteAsync(
            $"UPDATE faces SET time_seconds = CASE id WHEN '{faces[0]}' THEN 1.5 ELSE 3 END");
        var anna = await Library.AddPersonAsync("Anna", [faces[0]]);
        var other = await Library.AddPersonAsync(null, [faces[1]]);

        await MakeAndTakeBackAsync(() => MergeAsync(anna, other), done =>
        {
            Assert.Equal(anna, done.PersonId);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Merge_LetsFacesGo_ThatWereSaidNotToBeTheOther()
    {
        var (anna, _) = await PersonAsync("Anna", 2);
        var (other, others) = await PersonAsync(null, 3);
        await RejectAsync(others[2], anna);

        await MakeAndTakeBackAsync(() => MergeAsync(anna, other), async done =>
        {
            Assert.Equal([others[2]], done.Waiting);
            Assert.Equal(Guid.Empty, await PersonOfAsync(others[2]));
            Assert.Equal(1, await CountAsync($"face_rejections WHERE face_id = '{others[2]}' AND person_id = '{anna}'"));
            Assert.Equal(4, await CountAsync($"faces WHERE person_id = '{anna}'"));
        });
    }

    [Fact]
    public async Task Merge_IsRefused_WhenSuchAFaceIsConfirmed_UnlessThatIsTakenBack()
    {
        var (anna, _) = await PersonAsync("Anna", 2);
        var (other, others) = await PersonAsync(null, 3);
        await RejectAsync(others[2], anna);
        await Installation.ExecuteAsync($"UPDATE faces SET assigned_by = 3 WHERE id = '{others[2]}'");

        var refused = await RefusedAsync("rejected-before", () => MergeAsync(anna, other));
        await MakeAndTakeBackAsync(
            async () => await Acts.MergeAsync(
                Me, new([await SeenAsync(anna), await SeenAsync(other)]) { TakesBackRejections = true }, Token),
            async _ =>
            {
                Assert.Equal(anna, await PersonOfAsync(others[2]));
                Assert.Equal(0, await CountAsync("face_rejections"));
            });

        Assert.Equal([others[2]], refused.About);
    }

    [Fact]
    public async Task Merge_CarriesRejectionsAndDifferencesOver()
    {
        var (anna, _) = await PersonAsync("Anna", 2);
        var (other, _) = await PersonAsync(null, 1);
        var (third, thirds) = await PersonAsync("Carl", 1);
        await RejectAsync(thirds[0], other);
        await Get<RuleActs>().DifferentAsync(Me, await SeenAsync(other), await SeenAsync(third), true, Token);

        await MakeAndTakeBackAsync(() => MergeAsync(anna, other), async _ =>
        {
            Assert.Equal(1, await CountAsync($"face_rejections WHERE face_id = '{thirds[0]}' AND person_id = '{anna}'"));
            Assert.Equal(1, await CountAsync(
                $"person_differences WHERE first_id = least('{anna}'::uuid, '{third}'::uuid) AND second_id = greatest('{anna}'::uuid, '{third}'::uuid)"));
        });
    }

    [Fact]
    public async Task Merge_CarriesTheChosenCoverOver_WhenWhoRemainsHasNone()
    {
        var (anna, _) = await PersonAsync("Anna", 2);
        var (other, others) = await PersonAsync(null, 2);
        await Get<NamingActs>().CoverAsync(Me, await SeenAsync(other), others[1], Token);

        await MakeAndTakeBackAsync(() => MergeAsync(anna, other), async _ =>
            Assert.True(await IsAsync($"(SELECT cover_face_id = '{others[1]}' FROM people WHERE id = '{anna}')")));
    }

    [Fact]
    public async Task Merge_ByTwoUsersAtOnce_IsMadeOnce()
    {
        var (anna, _) = await PersonAsync("Anna", 2);
        var (ben, _) = await PersonAsync(null, 2);
        var (carl, _) = await PersonAsync(null, 2);
        PersonSeen[] seen = [await SeenAsync(anna), await SeenAsync(ben), await SeenAsync(carl)];

        var both = await Task.WhenAll(new[] { 0, 2 }.Select(async place =>
        {
            try
            {
                await Acts.MergeAsync(Me, new([seen[1], seen[place]]), Token);
                return "made";
            }
            catch (ActRefusedException refused)
            {
                return refused.Refusal.ToString();
            }
        }));

        Assert.Single(both, "made");
        Assert.Single(both, answer => answer is nameof(ActRefusal.Changed) or nameof(ActRefusal.NotFound));
        Assert.Equal(6, await CountAsync("faces f JOIN people p ON p.id = f.person_id"));
    }

    [Fact]
    public async Task Merge_SaysOnce_HowManyHadNoName()
    {
        var (anna, _) = await PersonAsync("Anna", 2);
        var (again, _) = await PersonAsync("anna", 1);
        var unnamed = new List<PersonSeen>();
        for (var i = 0; i < 3; i++)
            unnamed.Add(await SeenAsync((await PersonAsync(null, 1)).Id));

        var one = await Acts.MergeAsync(Me, new([await SeenAsync(anna), unnamed[0]]), Token);
        var all = await Acts.MergeAsync(
            Me, new([await SeenAsync(anna), await SeenAsync(again), .. unnamed[1..]]), Token);

        Assert.Equal("Merged a person without a name into \"Anna\".", one.Summary);
        Assert.Equal("Merged \"anna\", 2 people without a name into \"Anna\".", all.Summary);
    }

    [Fact]
    public async Task Merge_IsRefused_WhenItNamesNobodyOrTheSameTwice()
    {
        var (anna, _) = await PersonAsync("Anna", 1);
        var seen = await SeenAsync(anna);

        await RefusedAsync("bad-act", () => Acts.MergeAsync(Me, new([seen]), Token));
        await RefusedAsync("bad-act", () => Acts.MergeAsync(Me, new([seen, seen]), Token));
        await RefusedAsync("not-found", () => Acts.MergeAsync(Me, new([seen, new(Guid.NewGuid(), 0)]), Token));
    }

    private async Task<ActDone> MergeAsync(params Guid[] people)
    {
        var seen = new List<PersonSeen>();
        foreach (var person in people)
            seen.Add(await SeenAsync(person));
        return await Acts.MergeAsync(Me, new(seen), Token);
    }

    private Task<ActDone> RejectAsync(Guid face, Guid person) =>
        Get<FaceActs>().RejectAsync(Me, person, [face], Token);
}
