using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.People.Acts;
using Recognize.Models.Persistence;
using Recognize.Models.Refusals;
using Recognize.Tests.Erasure;
using Recognize.Tests.People;
using Recognize.Tests.Support;

namespace Recognize.Tests.Refusals;

public sealed class PersonRefusalsTests(PostgresFixture postgres) : ActsCase(postgres)
{
    private static RefusalChoice Nothing => new(KeepsLook: false, KeepsName: false);

    [Fact]
    public async Task Refuse_LeavesBoxesOnly()
    {
        var (mia, faces) = await PersonAsync("Mia Marked", 3, 0.25f, 0.5f);
        var (nora, _) = await PersonAsync("Nora", 2, 0, 1);
        var mark = Convert.ToHexStringLower(EmbeddingBytes.From([0.25f, 0.5f]));
        await PlantNextAsync(faces[0]);
        await PlantIndexAsync();
        await PlantSuggestionAsync(mia, nora);
        await PlantProblemAsync(faces[1]);

        var done = await RefuseAsync(mia, Nothing);

        Assert.Equal(3, done.Faces);
        Assert.Empty(await Marks.InRowsAsync(Installation.Database, mark, Token));
        Assert.Empty(await Marks.InRowsAsync(Installation.Database, "Mia", Token));
        Assert.Empty(await Marks.InRowsAsync(Installation.Database, mia.ToString(), Token));
        Assert.Equal(2, await CountAsync("faces"));
        Assert.Equal(1, await CountAsync("people"));
        Assert.Equal(3, await CountAsync($"refused_faces WHERE refused_person_id = '{done.Id}' AND width > 0 AND NOT is_by_look"));
        Assert.Equal(0, await CountAsync("next_faces") + await CountAsync("face_indexes") + await CountAsync("person_suggestions")
            + await CountAsync("face_problems") + await CountAsync("refused_looks"));
        Assert.Equal(1, await CountAsync("audit_entries WHERE action = 'person.refused' AND summary NOT LIKE '%Mia%'"));
    }

    [Fact]
    public async Task Refuse_KeepsTheName_OnlyWhenTheOwnerChoosesSo()
    {
        var (mia, _) = await PersonAsync("Mia", 1);

        await RefuseAsync(mia, new RefusalChoice(KeepsLook: false, KeepsName: true));

        Assert.Equal("Mia", await Installation.ScalarAsync<string>("SELECT name FROM refused_people"));
    }

    [Fact]
    public async Task Refuse_KeepsOneSealedLook_OnlyWhenTheOwnerChoosesSo()
    {
        var (mia, _) = await PersonAsync("Mia", 4, 0.6f, 0.8f);

        await RefuseAsync(mia, new RefusalChoice(KeepsLook: true, KeepsName: false));

        Assert.Equal(1, await CountAsync("refused_looks WHERE faces = 2 AND pack_version = 'faces-1'"));
        Assert.True(await IsAsync("(SELECT keeps_look FROM refused_people)"));
        Assert.Equal(0, await CountAsync("faces"));
    }

    [Fact]
    public async Task Refuse_ChangesNothing_WhenThereIsNoLookToKeep()
    {
        var (mia, _) = await PersonAsync("Mia", 1);
        await Installation.ExecuteAsync("UPDATE faces SET embedding = '', pack_version = ''");

        var refused = await Assert.ThrowsAsync<ActRefusedException>(
            () => RefuseAsync(mia, new RefusalChoice(KeepsLook: true, KeepsName: false)));

        Assert.Equal("no-look", refused.Code);
        Assert.Equal((1, 1, 0), (await CountAsync("faces"), await CountAsync("people"), await CountAsync("refused_people")));
    }

    [Fact]
    public async Task Refuse_KeepsNoLook_WhenFacesMayNotBeRecognised()
    {
        var (mia, _) = await PersonAsync("Mia", 2);
        await Get<FaceConsentLedger>().RecordAsync(Library.Owner, given: false, "anna", Token);

        var refused = await Assert.ThrowsAsync<ActRefusedException>(
            () => RefuseAsync(mia, new RefusalChoice(KeepsLook: true, KeepsName: false)));
        await RefuseAsync(mia, Nothing);

        Assert.Equal("no-look", refused.Code);
        Assert.Equal((0, 1, 0), (await CountAsync("faces"), await CountAsync("refused_people"), await CountAsync("refused_looks")));
    }

    [Fact]
    public async Task Refuse_ChangesNothing_WhenThePersonWasChangedMeanwhile_OrIsSomebodyElses()
    {
        var (mia, _) = await PersonAsync("Mia", 1);
        var seen = await SeenAsync(mia);
        var stranger = await StrangerAsync();
        await Get<NamingActs>().NameAsync(Me, seen, "Maria", Token);

        var changed = await Assert.ThrowsAsync<ActRefusedException>(
            () => Get<PersonRefusals>().RefuseAsync(Library.Owner, "anna", seen, Nothing, Token));
        var foreign = await Assert.ThrowsAsync<ActRefusedException>(async () => await Get<PersonRefusals>().RefuseAsync(
            stranger.OwnerId, "stranger", await SeenAsync(mia), Nothing, Token));

        Assert.Equal((ActRefusal.Changed, ActRefusal.NotFound), (changed.Refusal, foreign.Refusal));
        Assert.Equal(1, await CountAsync("people"));
    }

    [Fact]
    public async Task Refuse_ErasesHistoryOfThePerson_AndOfWhomeverItWasMergedFrom_ButLeavesThatOfOthers()
    {
        var (mia, miaFaces) = await PersonAsync("Mia Marked", 3);
        var (maria, _) = await PersonAsync("Maria Marked", 2);
        var (nora, noraFaces) = await PersonAsync("Nora", 2, 0, 1);
        await Get<FaceActs>().MoveAsync(Me, new([miaFaces[0], noraFaces[0]]) { NewName = "Zoe" }, Token);
        await Get<NamingActs>().NameAsync(Me, await SeenAsync(nora), "Norah", Token);
        await Get<MergeActs>().MergeAsync(
            Me, new([await SeenAsync(mia), await SeenAsync(maria)]) { Name = "Mia Marked" }, Token);
        var naming = await Installation.ScalarAsync<Guid>("SELECT id FROM person_acts WHERE kind = 0");

        await RefuseAsync(mia, Nothing);

        Assert.Empty(await Marks.InRowsAsync(Installation.Database, "Marked", Token));
        Assert.Empty(await Marks.InRowsAsync(Installation.Database, mia.ToString(), Token));
        Assert.Empty(await Marks.InRowsAsync(Installation.Database, maria.ToString(), Token));
        await Library.Acts.UndoAsync(Library.Owner, Library.Actor, naming, Token);
        Assert.Equal("Nora", await Installation.ScalarAsync<string>($"SELECT name FROM people WHERE id = '{nora}'"));
        // What moved on to somebody else is that person's; what is left of the act can be taken back.
        var moving = await Installation.ScalarAsync<Guid>("SELECT id FROM person_acts WHERE kind = 3");
        await Library.Acts.UndoAsync(Library.Owner, Library.Actor, moving, Token);
        Assert.Equal(nora, await PersonOfAsync(noraFaces[0]));
        Assert.Equal(0, await CountAsync($"people WHERE id IN ('{mia}', '{maria}')"));
    }

    [Fact]
    public async Task Refuse_StopsPreviewsThatHaveThePerson_AndKeepsAppliedSettings()
    {
        var (mia, faces) = await PersonAsync("Mia", 1);
        foreach (var (state, run) in Enumerable.Range(1, 3).Select(state => (state, Guid.NewGuid())))
        {
            await Installation.ExecuteAsync(
                $"""
                INSERT INTO recluster_runs (id, owner_id, requested_by_name, state, stage, progress, threshold, minimum_size, requested_at, attempts, is_cancel_requested, applied_at)
                VALUES ('{run}', '{Library.Owner}', 'anna', {state}, 0, 0, 0.1, 2, now(), 0, false, now());
                INSERT INTO recluster_moves VALUES ('{run}', '{faces[0]}', '{mia}', 1, '{mia}', false, 0.5);
                INSERT INTO recluster_changes VALUES ('{run}', 0, '{Guid.NewGuid()}', 'Nora', true, 1, 1, 1, 0, 1, '["{mia}"]');
                INSERT INTO recluster_conflicts VALUES ('{run}', 0, 1, ARRAY['{mia}'::uuid], ARRAY[]::uuid[], 0.5, 'Mia', 'none');
                """);
        }

        await RefuseAsync(mia, Nothing);

        Assert.Equal("1true 3false", await Installation.ScalarAsync<string>(
            "SELECT string_agg(state::text || is_cancel_requested::text, ' ' ORDER BY state) FROM recluster_runs"));
        Assert.Equal(0, await CountAsync("recluster_moves") + await CountAsync("recluster_changes") + await CountAsync("recluster_conflicts"));
    }

    [Fact]
    public async Task Refuse_TakesTheVectorsOfLinkedContacts_AndLooksForThemNoMore()
    {
        var (mia, _) = await PersonAsync("Mia", 1);
        var (nora, _) = await PersonAsync("Nora", 1);
        var (linked, other) = (await AddContactAsync(mia), await AddContactAsync(nora));

        var done = await RefuseAsync(mia, Nothing);

        Assert.Equal(1, done.Contacts);
        Assert.Equal(0, await CountAsync($"contact_portrait_faces WHERE portrait_id = '{linked}'"));
        Assert.Equal(1, await CountAsync($"contact_portrait_faces WHERE portrait_id = '{other}'"));
        Assert.Equal(1, await CountAsync($"contacts WHERE id = '{linked}' AND NOT is_matched AND answer = 0 AND state = 3"));
        // Dismissed portraits are not described again.
        Assert.Equal(1, await CountAsync($"contact_portraits WHERE id = '{linked}' AND state = 6 AND image IS NOT NULL"));
        Assert.Equal(1, await CountAsync($"contacts WHERE id = '{other}' AND is_matched"));
    }

    [Fact]
    public async Task Faces_AreLeftOut_WhoeverInsertsThemWhereSomebodyIsRefused()
    {
        var (mia, faces) = await PersonAsync("Mia", 1);
        var photo = await Installation.ScalarAsync<Guid>($"SELECT media_id FROM faces WHERE id = '{faces[0]}'");
        await Installation.ExecuteAsync("CREATE TABLE kept AS SELECT * FROM faces; UPDATE kept SET person_id = NULL, assigned_by = 0");
        await RefuseAsync(mia, Nothing);

        await Installation.ExecuteAsync("INSERT INTO faces SELECT * FROM kept");
        await Installation.ExecuteAsync("UPDATE kept SET x = x + 0.5; INSERT INTO faces SELECT * FROM kept");

        Assert.Equal(1, await CountAsync($"faces WHERE media_id = '{photo}'"));
        Assert.True(await IsAsync("(SELECT x FROM faces) > 0.4"));
    }

    [Fact]
    public async Task Draw_IsRefused_WhereSomebodyIsRefused()
    {
        var (mia, faces) = await PersonAsync("Mia", 1);
        var photo = await Installation.ScalarAsync<Guid>($"SELECT media_id FROM faces WHERE id = '{faces[0]}'");
        await RefuseAsync(mia, Nothing);

        var refused = await Assert.ThrowsAsync<ActRefusedException>(() => Get<DrawnFaceActs>().DrawAsync(
            Me, photo, new ImageBox(0.01f, 0.1f, 0.1f, 0.1f), null, false, Token));

        Assert.Equal("face-refused", refused.Code);
    }

    [Fact]
    public async Task RecogniseAgain_ErasesBoxesAndLook_AndMakesTheFilesDue()
    {
        var (mia, faces) = await PersonAsync("Mia", 2);
        await Installation.ExecuteAsync(
            $"""
            INSERT INTO analysis (media_id, task, state, priority, due_at, attempts, crashes, pack_version)
            SELECT id, t, {(int)AnalysisState.Done}, 0, now(), 0, 0, 'faces-1' FROM media, unnest(ARRAY[0, 1]) AS t
            """);
        var done = await RefuseAsync(mia, new RefusalChoice(KeepsLook: true, KeepsName: true));
        var stranger = await StrangerAsync();

        await Assert.ThrowsAsync<ActRefusedException>(
            () => Get<PersonRefusals>().RecogniseAgainAsync(stranger.OwnerId, "stranger", done.Id, Token));
        Assert.Equal(2, await CountAsync("refused_faces"));
        var again = await Get<PersonRefusals>().RecogniseAgainAsync(Library.Owner, "anna", done.Id, Token);

        Assert.Equal(new RecognisedAgain(2, 2), again);
        Assert.Equal(0, await CountAsync("refused_faces") + await CountAsync("refused_looks") + await CountAsync("refused_people"));
        Assert.Equal(2, await CountAsync($"analysis WHERE state = {(int)AnalysisState.Due} AND task = {(int)AnalysisTask.Faces}"));
        Assert.Equal(2, await CountAsync($"analysis WHERE state = {(int)AnalysisState.Done}"));
        Assert.Equal(1, await CountAsync("audit_entries WHERE action = 'person.recognised'"));
        await Assert.ThrowsAsync<ActRefusedException>(
            () => Get<PersonRefusals>().RecogniseAgainAsync(Library.Owner, "anna", done.Id, Token));
        Assert.Equal(2, faces.Length);
    }

    [Fact]
    public async Task Refuse_HappensOnce_WhenSeveralAskAtTheSameTime()
    {
        var (mia, _) = await PersonAsync("Mia", 3);
        var seen = await SeenAsync(mia);

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    await Get<PersonRefusals>().RefuseAsync(Library.Owner, "anna", seen, Nothing, Token);
                    return 1;
                }
                catch (ActRefusedException refused) when (refused.Refusal == ActRefusal.NotFound)
                {
                    return 0;
                }
            },
            Token)));

        Assert.Equal(1, results.Sum());
        Assert.Equal((1, 3), (await CountAsync("refused_people"), await CountAsync("refused_faces")));
    }

    private async Task<RefusalDone> RefuseAsync(Guid person, RefusalChoice choice) =>
        await Get<PersonRefusals>().RefuseAsync(
            Library.Owner, new AuditActor(Library.Owner, "anna"), await SeenAsync(person), choice, Token);

    private Task PlantNextAsync(Guid face) => Installation.ExecuteAsync(
        $"""
        INSERT INTO next_faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version, assigned_by, size_pixels, sharpness, frontality)
        SELECT id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, 'faces-2', 0, size_pixels, sharpness, frontality FROM faces WHERE id = '{face}'
        """);

    private Task PlantIndexAsync() => Installation.ExecuteAsync(
        $"INSERT INTO face_indexes (owner_id, pack_version, state, saved_at) SELECT '{Library.Owner}', 'faces-1', embedding, now() FROM faces LIMIT 1");

    private Task PlantSuggestionAsync(Guid person, Guid other) => Installation.ExecuteAsync(
        $"INSERT INTO person_suggestions (id, owner_id, person_id, other_id, similarity, probability, gain) VALUES (gen_random_uuid(), '{Library.Owner}', '{other}', '{person}', 0, 0, 0)");

    private Task PlantProblemAsync(Guid face) => Installation.ExecuteAsync(
        $"INSERT INTO face_problems VALUES ('{face}', 'faces-1', 'none', now())");

    private async Task<Guid> AddContactAsync(Guid person)
    {
        var id = Guid.NewGuid();
        await Installation.ExecuteAsync(
            $"""
            INSERT INTO contact_sources (id, owner_id, kind, name, created_at) VALUES ('{id}', '{Library.Owner}', 1, '{id}', now());
            INSERT INTO contacts (id, owner_id, source_id, key, content_hash, name, state, is_matched, answer, created_at, changed_at)
            VALUES ('{id}', '{Library.Owner}', '{id}', 'a', '', 'Nora', 1, true, 1, now(), now());
            INSERT INTO contact_portraits (id, contact_id, place, content_hash, image, state, pack_version, chosen_face, is_accepted)
            VALUES ('{id}', '{id}', 0, '', 'WebP', 1, 'faces-1', 0, false);
            INSERT INTO contact_portrait_faces (portrait_id, number, x, y, width, height, quality, embedding) VALUES ('{id}', 0, 0, 0, 1, 1, 0.9, '');
            INSERT INTO contact_people (contact_id, person_id, linked_at) VALUES ('{id}', '{person}', now());
            """);
        return id;
    }
}
