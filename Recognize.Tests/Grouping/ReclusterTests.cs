using Recognize.Models.Contacts.Portraits;
using Recognize.Models.People.Reclustering;
using Recognize.Models.Persistence;
using Recognize.Tests.Faces.Grouping;
using Recognize.Tests.People;
using Recognize.Tests.Support;
using Recognize.Worker.Grouping;

namespace Recognize.Tests.Grouping;

/// <summary>What a recluster finds and does to people, from request to undo.</summary>
public sealed class ReclusterTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private ReclusterLibrary _library = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres);
        _library = await ReclusterLibrary.CreateAsync(_installation);
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Apply_KeepsEverythingThatAUserSaid()
    {
        var (anna, annas) = await _library.AddPersonAsync("Anna", look: 0, 3);
        var (hidden, hiddens) = await _library.AddPersonAsync(null, look: 1, 3);
        var (statue, statues) = await _library.AddPersonAsync(null, look: 2, 3);
        var (covered, covereds) = await _library.AddPersonAsync(null, look: 3, 3);
        var notAnna = (await _library.AddFacesAsync(look: 0, 1))[0];
        // Confirmed although it does not look like the rest.
        var (emil, emils) = await _library.AddPersonAsync(null, look: 4, 2);
        var odd = (await _library.AddFacesAsync(look: 5, 1))[0];
        await _installation.ExecuteAsync(
            $"""
            UPDATE people SET is_hidden = true WHERE id = '{hidden}';
            UPDATE people SET ignored_as = 1 WHERE id = '{statue}';
            UPDATE people SET cover_face_id = '{covereds[1]}' WHERE id = '{covered}';
            INSERT INTO face_rejections VALUES ('{notAnna}', '{anna}', now());
            UPDATE faces SET person_id = '{emil}', assigned_by = 3 WHERE id = '{odd}';
            """);
        var alike = (await _library.AddFacesAsync(look: 0, 2))[0];
        var peopleBefore = (await _library.People.StateAsync()).Where(line => line.StartsWith("person", StringComparison.Ordinal));

        await _library.ApplyAsync(await _library.PreviewAsync());

        Assert.Equal(
            peopleBefore, (await _library.People.StateAsync()).Where(line => line.StartsWith("person", StringComparison.Ordinal)));
        Assert.Equal([anna, anna, anna, anna], await _library.PlacesAsync([.. annas, alike]));
        Assert.All(await _library.PlacesAsync([.. hiddens]), place => Assert.Equal(hidden, place));
        Assert.All(await _library.PlacesAsync([.. statues]), place => Assert.Equal(statue, place));
        Assert.All(await _library.PlacesAsync([.. covereds]), place => Assert.Equal(covered, place));
        Assert.All(await _library.PlacesAsync([.. emils, odd]), place => Assert.Equal(emil, place));
        Assert.NotEqual(anna, (await _library.PlacesAsync(notAnna))[0]);
    }

    [Fact]
    public async Task Apply_SplitsAMixedPersonWhomNobodyKnows()
    {
        var first = await _library.AddFacesAsync(look: 0, 4);
        var second = await _library.AddFacesAsync(look: 1, 3);
        var mixed = await _library.People.AddPersonAsync(null, [.. first, .. second]);

        var run = await _library.PreviewAsync();
        var applied = await _library.ApplyAsync(run);

        Assert.All(await _library.PlacesAsync(first), place => Assert.Equal(mixed, place));
        var made = Assert.Single((await _library.PlacesAsync(second)).Distinct());
        Assert.NotNull(made);
        Assert.NotEqual(mixed, made);
        Assert.Equal(
            ReclusterChangeKinds.Loses | ReclusterChangeKinds.Splits,
            (await _library.ChangesAsync(run)).Single(change => change.PersonId == mixed).Kinds);
        Assert.Equal(new ReclusterApplied(3, 0, 1, 0), ReclusterLibrary.Applied(applied));
    }

    [Fact]
    public async Task Apply_MakesTwoHalvesOne_AndTakesTheEmptyOneAway()
    {
        var (large, first) = await _library.AddPersonAsync(null, look: 0, 4);
        var (small, second) = await _library.AddPersonAsync(null, look: 0, 3);

        var run = await _library.PreviewAsync();
        await _library.ApplyAsync(run);

        Assert.All(await _library.PlacesAsync([.. first, .. second]), place => Assert.Equal(large, place));
        Assert.Equal(0, await _installation.ScalarAsync<int>($"SELECT count(*) FROM people WHERE id = '{small}'"));
        Assert.Equal((1, 1), (ReclusterLibrary.Figures(run).Changes.Merge, ReclusterLibrary.Figures(run).Changes.Disappear));
    }

    [Fact]
    public async Task NamedPeople_NeverMerge_AndAreAQuestion_UnlessTheyWereSaidToBeDifferent()
    {
        var (anna, annas) = await _library.AddPersonAsync("Anna", look: 0, 3);
        var (anne, annes) = await _library.AddPersonAsync("Anne", look: 0, 3);

        var asked = await _library.PreviewAsync();
        await _library.ApplyAsync(asked);
        await _installation.ExecuteAsync(
            $"INSERT INTO person_differences VALUES (least('{anna}'::uuid, '{anne}'), greatest('{anna}'::uuid, '{anne}'), now())");
        var told = await _library.PreviewAsync();

        var conflict = Assert.Single(await _library.ConflictsAsync(asked));
        Assert.Equal(ReclusterConflictKind.LookAlike, conflict.Kind);
        Assert.Equal(new[] { anna, anne }.Order(), conflict.People.Order());
        Assert.Equal("Anna and Anne look like one person (similarity 0.65).", conflict.Message);
        Assert.Empty(await _library.ConflictsAsync(told));
        Assert.All(await _library.PlacesAsync(annas), place => Assert.Equal(anna, place));
        Assert.All(await _library.PlacesAsync(annes), place => Assert.Equal(anne, place));
    }

    [Fact]
    public async Task Preview_ListsConfirmedFacesThatResembleSomebodyElse_AndSameNames()
    {
        var (anna, annas) = await _library.AddPersonAsync("Anna", look: 0, 4);
        var (ben, bens) = await _library.AddPersonAsync("anna ", look: 1, 4);
        await _library.ConfirmAsync([.. annas, .. bens]);
        var wrong = (await _library.AddFacesAsync(look: 0, 1))[0];
        await _installation.ExecuteAsync($"UPDATE faces SET person_id = '{ben}', assigned_by = 3 WHERE id = '{wrong}'");

        var run = await _library.PreviewAsync();

        var conflicts = await _library.ConflictsAsync(run);
        Assert.Equal(
            [ReclusterConflictKind.ConfirmedElsewhere, ReclusterConflictKind.SameName], conflicts.Select(found => found.Kind));
        Assert.Equal(wrong, conflicts[0].Faces[0]);
        Assert.Equal([ben, anna], conflicts[0].People);
        var confirmed = ReclusterLibrary.Figures(run).Confirmed!;
        // Between the two, Anna's faces would wait: the wrong one looks like them, and is somebody else's.
        Assert.Equal((9, 4, 1, 4), (confirmed.Faces, confirmed.Returned, confirmed.Elsewhere, confirmed.Undecided));
        Assert.True(confirmed.Freely.Precision is > 0.7 and < 1);
    }

    [Fact]
    public async Task Preview_AsksAboutAPersonWhoLooksLikeTwo_AndFreesNothingThatWasConfirmed()
    {
        var (anna, young) = await _library.AddPersonAsync("Anna", look: 0, 3);
        var old = await _library.AddFacesAsync(look: 1, 3);
        await _installation.ExecuteAsync($"UPDATE faces SET person_id = '{anna}' WHERE id IN ('{string.Join("','", old)}')");
        await _library.ConfirmAsync([.. young, .. old]);

        var run = await _library.PreviewAsync();

        Assert.Equal(ReclusterConflictKind.TwoLooks, Assert.Single(await _library.ConflictsAsync(run)).Kind);
        Assert.Equal(0, ReclusterLibrary.Figures(run).MovedFaces);
    }

    [Fact]
    public async Task Apply_LetsGoOfUnconfirmedFaces_ThatDoNotLookLikeTheNamedPerson()
    {
        var (anna, annas) = await _library.AddPersonAsync("Anna", look: 0, 4);
        var strays = await _library.AddFacesAsync(look: 1, 2);
        await _installation.ExecuteAsync(
            $"UPDATE faces SET person_id = '{anna}', assigned_by = 1 WHERE id IN ('{string.Join("','", strays)}')");

        await _library.ApplyAsync(await _library.PreviewAsync());

        Assert.All(await _library.PlacesAsync(annas), place => Assert.Equal(anna, place));
        var made = Assert.Single((await _library.PlacesAsync(strays)).Distinct());
        Assert.NotEqual(anna, made);
    }

    [Fact]
    public async Task Apply_NeverPutsTwoFacesOfAPhotoTogether_UnlessThePhotoIsReleased()
    {
        var (photo, twins) = await _library.People.AddPhotoAsync(_library.Vector(0), _library.Vector(0));
        await _library.AddFacesAsync(look: 0, 3);

        var barred = await _library.PreviewAsync();
        await _library.ApplyAsync(barred);
        var apart = await _library.PlacesAsync(twins);
        await _installation.ExecuteAsync($"INSERT INTO photo_releases VALUES ('{photo}', now())");
        await _library.ApplyAsync(await _library.PreviewAsync());
        var together = await _library.PlacesAsync(twins);

        Assert.Contains((Guid?)null, apart);
        Assert.NotNull(Assert.Single(together.Distinct()));
    }

    [Fact]
    public async Task Preview_LeavesOutWhatNobodyHasLookedAt_IsIgnored_OrGone()
    {
        await _library.AddFacesAsync(look: 0, 2);
        var ignored = await _library.AddFacesAsync(look: 0, 1);
        var (gone, _) = await _library.People.AddPhotoAsync(_library.Vector(0));
        await _installation.ExecuteAsync(
            $"UPDATE faces SET grouped_at = now(); UPDATE faces SET ignored_as = 2 WHERE id = '{ignored[0]}'; UPDATE media SET removed_at = now() WHERE id = '{gone}'");
        await _library.People.AddPhotoAsync(_library.Vector(0));

        var run = await _library.PreviewAsync();

        Assert.Equal((2, 2), (ReclusterLibrary.Figures(run).Faces, ReclusterLibrary.Figures(run).MovedFaces));
    }

    [Fact]
    public async Task Settings_DecideWhatIsFound()
    {
        await _library.AddFacesAsync(look: 0, 2);

        var loose = await _library.PreviewAsync();
        var large = await _library.PreviewAsync(ReclusterSettings.Default with { MinimumSize = 3 });
        var good = await _library.PreviewAsync(ReclusterSettings.Default with { MinimumQuality = 0.95f });
        // 0.65 is enough for a pair by default, at a limit of 0.5.
        var strict = await _library.PreviewAsync(ReclusterSettings.Default with { Threshold = 0.2f });

        Assert.Equal(
            [1, 0, 0, 0], new[] { loose, large, good, strict }.Select(run => ReclusterLibrary.Figures(run).After.People));
    }

    /// <summary>How good a face has to be that founds a person says nothing about the looks of one that exists.</summary>
    [Theory]
    [InlineData(2, 1f)]
    [InlineData(100, 0.95f)]
    [InlineData(100, 0f)]
    public async Task Settings_ForNewPeople_LeaveWhomSomebodyNamedWhole(int minimumSize, float minimumQuality)
    {
        var (anna, annas) = await _library.AddPersonAsync("Anna", look: 0, 4);
        var (nobody, others) = await _library.AddPersonAsync(null, look: 1, 4);

        var run = await _library.PreviewAsync(new ReclusterSettings(0, minimumSize, minimumQuality));
        await _library.ApplyAsync(run);

        Assert.Equal(4, ReclusterLibrary.Figures(run).AnchoredFaces);
        Assert.All(await _library.PlacesAsync(annas), place => Assert.Equal(anna, place));
        Assert.All(await _library.PlacesAsync(others), place => Assert.NotEqual(nobody, place));
    }

    [Fact]
    public async Task NewFaces_KeepJoiningAfterwards()
    {
        await _library.AddFacesAsync(look: 0, 3);
        await _library.ApplyAsync(await _library.PreviewAsync());
        var (_, late) = await _library.People.AddPhotoAsync(_library.Vector(0));

        await _installation.Get<FaceGrouping>().GroupAsync(
            _library.People.Owner, PeopleLibrary.Pack, SyntheticFaces.Limits, Token);

        var person = await _installation.ScalarAsync<Guid>("SELECT id FROM people");
        Assert.Equal([person], await _library.PlacesAsync(late));
    }

    [Fact]
    public async Task Apply_FindsAPersonByAContactsPortrait_OfWhomThereWasNoFace()
    {
        var (anna, _) = await _library.AddPersonAsync("Anna", look: 1, 2);
        await _installation.ExecuteAsync($"UPDATE faces SET person_id = NULL, assigned_by = 0 WHERE person_id = '{anna}'");
        var faces = await _library.AddFacesAsync(look: 0, 2);
        var (owner, id) = (_library.People.Owner, Guid.NewGuid());
        var portrait = Convert.ToHexString(EmbeddingBytes.From(_library.Vector(0)));
        await _installation.ExecuteAsync(
            $"""
            INSERT INTO contact_sources (id, owner_id, kind, name, created_at) VALUES ('{id}', '{owner}', 0, 'cards', now());
            INSERT INTO contacts (id, owner_id, source_id, key, content_hash, name, state, is_matched, answer, created_at, changed_at)
            VALUES ('{id}', '{owner}', '{id}', 'a', '', 'Anna', 0, true, 1, now(), now());
            INSERT INTO contact_portraits (id, contact_id, place, content_hash, state, pack_version, chosen_face, is_accepted)
            VALUES ('{id}', '{id}', 0, '', {(int)PortraitState.Usable}, '{PeopleLibrary.Pack}', 0, false);
            INSERT INTO contact_portrait_faces (portrait_id, number, x, y, width, height, quality, embedding)
            VALUES ('{id}', 0, 0, 0, 1, 1, 0.9, decode('{portrait}', 'hex'));
            INSERT INTO contact_people (contact_id, person_id, linked_at) VALUES ('{id}', '{anna}', now());
            """);

        await _library.ApplyAsync(await _library.PreviewAsync());

        Assert.Equal([anna, anna], await _library.PlacesAsync(faces));
    }
}
