using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Faces;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Models.Persistence;
using Recognize.Tests.Faces.Grouping;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.Grouping;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Grouping;

/// <summary>Two photos with a face on the left and one on the right, analysed by one pack and then by another.</summary>
public sealed class FacePackSwitchTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Old = "old-faces-1";
    private const string New = "new-faces-1";

    private const float Left = 0.1f;
    private const float Middle = 0.4f;
    private const float Right = 0.7f;

    private TestInstallation _installation = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Guid Owner => _installation.Owner.Id;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres);
        await _installation.AgreeToFacesAsync();
        _installation.Write("a.jpg", [1]);
        _installation.Write("b.jpg", [2]);
        await _installation.Get<LibraryWork>().ScanAsync(await _installation.AddLibraryAsync(), null, Token);
        await ReconcileAsync(Old);
        await AnalyseAsync(2, Old, Face(Left, Vector(16, 0)), Face(Right, Vector(16, 1)));
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task FirstFaces_AreInUseAtOnce()
    {
        Assert.Equal(Old, await VersionAsync());
        Assert.Equal([Old, Old, Old, Old], (await FacesAsync()).Select(face => face.PackVersion));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM next_faces"));
    }

    [Fact]
    public async Task Switch_WaitsUntilAllFilesAreDone_AndShowsNothingNewBefore()
    {
        var person = await PlaceAsync(await FaceAtAsync("a.jpg", Left), FaceAssignment.User);
        await ReconcileAsync(New);
        await AnalyseAsync(1, New, Face(Left, Vector(8, 0)), Face(Middle, Vector(8, 1)));

        var half = await SwitchAsync();
        var grouped = await GroupAsync(New);

        Assert.Null(half);
        Assert.Equal((0, 0), (grouped.Joined, grouped.NewPeople));
        var faces = await FacesAsync();
        Assert.Equal(4, faces.Count);
        Assert.All(faces, face => Assert.Equal((Old, 16), (face.PackVersion, EmbeddingBytes.ToVector(face.Embedding).Length)));
        Assert.Equal(person, (await FacesAsync()).Single(face => face.PersonId is not null).PersonId);
        Assert.Equal(2, await _installation.ScalarAsync<int>("SELECT count(*) FROM next_faces"));
    }

    [Fact]
    public async Task Switch_CarriesPeopleOver_WhenAllFilesAreDone()
    {
        var confirmed = await FaceAtAsync("a.jpg", Left);
        var clustered = await FaceAtAsync("b.jpg", Left);
        var lostButConfirmed = await FaceAtAsync("a.jpg", Right);
        var person = await PlaceAsync(confirmed, FaceAssignment.User);
        await PlaceAsync(clustered, FaceAssignment.Cluster, person);
        await PlaceAsync(lostButConfirmed, FaceAssignment.User);
        await _installation.ExecuteAsync(
            $"""
            INSERT INTO face_rejections (face_id, person_id, created_at) VALUES ('{clustered}', '{person}', now());
            INSERT INTO face_indexes (owner_id, pack_version, state, saved_at)
            SELECT owner_id, pack_version, embedding, now() FROM faces LIMIT 1;
            """);
        await ReconcileAsync(New);

        // A little elsewhere, the right one not at all, and one in the middle that the old network never saw.
        await AnalyseAsync(2, New, Face(Left + 0.01f, Vector(8, 0)), Face(Middle, Vector(8, 1)));
        var done = await SwitchAsync();

        Assert.Equal(new FacePackSwitchSummary(Old, New, Carried: 2, Added: 2, Gone: 1, LooksLost: 0), done);
        Assert.Equal(New, await VersionAsync());
        var faces = (await FacesAsync()).ToDictionary(face => face.Id);
        Assert.Equal(5, faces.Count);
        Assert.Equal((person, FaceAssignment.User, New), (faces[confirmed].PersonId, faces[confirmed].AssignedBy, faces[confirmed].PackVersion));
        Assert.Equal((person, FaceAssignment.Cluster, New), (faces[clustered].PersonId, faces[clustered].AssignedBy, faces[clustered].PackVersion));
        Assert.Equal(8, EmbeddingBytes.ToVector(faces[confirmed].Embedding).Length);
        Assert.Equal(Left + 0.01f, faces[confirmed].X, 1e-6f);
        Assert.Equal(("", FaceAssignment.User), (faces[lostButConfirmed].PackVersion, faces[lostButConfirmed].AssignedBy));
        Assert.NotNull(faces[lostButConfirmed].PersonId);
        Assert.Empty(faces[lostButConfirmed].Embedding);
        Assert.Equal(2, faces.Values.Count(face => face.PersonId is null && face.GroupedAt is null));
        Assert.Equal(1, await _installation.ScalarAsync<int>("SELECT count(*) FROM face_rejections"));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM face_indexes"));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM next_faces"));
        Assert.Null(await SwitchAsync());
    }

    [Fact]
    public async Task Grouping_AfterASwitch_ComparesVectorsOfTheNewPackOnly()
    {
        var person = await PlaceAsync(await FaceAtAsync("a.jpg", Left), FaceAssignment.User);
        var other = await FaceAtAsync("b.jpg", Right);
        // The old network took this face, of another photo, for the person; the new one knows better.
        await _installation.ExecuteAsync(
            $"UPDATE faces SET embedding = (SELECT embedding FROM faces WHERE person_id = '{person}') WHERE id = '{other}'");
        await ReconcileAsync(New);
        await AnalyseAsync(2, New, Face(Left, Vector(8, 0)), Face(Right, Vector(8, 1)));
        await SwitchAsync();

        await GroupAsync(New);

        var faces = (await FacesAsync()).ToDictionary(face => face.Id);
        Assert.NotEqual(person, faces[other].PersonId);
        Assert.Equal(person, faces[await FaceAtAsync("b.jpg", Left)].PersonId);
        Assert.All(faces.Values, face => Assert.NotNull(face.GroupedAt));
    }

    [Fact]
    public async Task Switch_HasDoneNothing_WhenItsProcessDiesInTheMiddle()
    {
        await PlaceAsync(await FaceAtAsync("a.jpg", Left), FaceAssignment.User);
        await ReconcileAsync(New);
        await AnalyseAsync(2, New, Face(Left, Vector(8, 0)), Face(Middle, Vector(8, 1)));
        var before = await DescribeAsync();
        // The connection is cut when the last faces are added: others are deleted and changed by then.
        await _installation.ExecuteAsync(
            """
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); RETURN NEW; END $$;
            CREATE TRIGGER dying BEFORE INSERT ON faces FOR EACH ROW EXECUTE FUNCTION die();
            """);

        await Assert.ThrowsAnyAsync<NpgsqlException>(SwitchAsync);
        await _installation.ExecuteAsync("DROP TRIGGER dying ON faces");

        Assert.Equal(before, await DescribeAsync());
        Assert.Equal(Old, await VersionAsync());
        Assert.NotNull(await SwitchAsync());
    }

    [Fact]
    public async Task Switch_IsNotHeldUp_ByAFileThatCannotBeRead()
    {
        await PlaceAsync(await FaceAtAsync("b.jpg", Right), FaceAssignment.Cluster);
        await ReconcileAsync(New);
        var media = await ClaimAsync(2);
        await WriteAsync(media[0], New, [Face(Left, Vector(8, 0))]);
        await _installation.Get<OutcomeWriter>().WriteAsync(
            [AnalysisOutcome.Failed(media[1], AnalysisErrorKind.Unreadable, "The file is damaged.")], Token);

        var done = await SwitchAsync();

        Assert.Equal((1, 0), (done!.Carried, done.Added));
        Assert.Equal(2, (await FacesAsync()).Count(face => face.MediaId == media[1].MediaId && face.PackVersion == Old));
    }

    [Fact]
    public async Task Switch_CountsAFaceOnce_ThatWasDrawnWhileItWasUnderWay()
    {
        await ReconcileAsync(New);
        await AnalyseAsync(2, New, Face(Left, Vector(8, 0)), Face(Middle, Vector(8, 1)), Face(Right, Vector(8, 2)));
        // Where the old network saw nobody and the new one, which nobody sees yet, does.
        var drawn = await DrawAsync("a.jpg", Middle + 0.02f);

        var done = await SwitchAsync();

        Assert.Equal((4, 1), (done!.Carried, done.Added));
        var faces = await FacesAsync();
        Assert.Equal(6, faces.Count);
        Assert.Equal(drawn, await FaceAtAsync("a.jpg", Middle + 0.02f));
        var stored = faces.Single(face => face.Id == drawn);
        Assert.Equal((FaceOrigin.Drawn, ""), (stored.Origin, stored.PackVersion));
    }

    [Fact]
    public async Task GoingBack_LeavesNothingOfTheOtherPack_WhenAFileCannotBeReadAnyMore()
    {
        await ReconcileAsync(New);
        await AnalyseAsync(2, New, Face(Middle, Vector(8, 0)));
        await ReconcileAsync(Old);
        await _installation.Get<OutcomeWriter>().WriteAsync(
            [.. (await ClaimAsync(2)).Select(media => AnalysisOutcome.Failed(media, AnalysisErrorKind.Unreadable, "The file is damaged."))],
            Token);

        await WantAsync(New);
        Assert.Empty(await _installation.Get<FacePackSwitch>().OwnersWithLeftoversAsync(Token));
        Assert.Equal(0, await DropLeftoversAsync());

        await WantAsync(Old);
        Assert.Equal([Owner], await _installation.Get<FacePackSwitch>().OwnersWithLeftoversAsync(Token));
        Assert.Equal(2, await DropLeftoversAsync());
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM next_faces"));
        Assert.Equal([Old, Old, Old, Old], (await FacesAsync()).Select(face => face.PackVersion));
        Assert.Empty(await _installation.Get<FacePackSwitch>().OwnersWithLeftoversAsync(Token));
    }

    [Fact]
    public async Task GoingBack_DropsWhatTheOtherPackFound()
    {
        await ReconcileAsync(New);
        await AnalyseAsync(1, New, Face(Middle, Vector(8, 0)));

        await ReconcileAsync(Old);
        await AnalyseAsync(2, Old, Face(Left, Vector(16, 0)), Face(Right, Vector(16, 1)));

        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM next_faces"));
        Assert.All(await FacesAsync(), face => Assert.Equal(Old, face.PackVersion));
    }

    [Fact]
    public async Task Consent_Withdrawn_DropsWhatTheNewPackFound_AndStopsTheSwitch()
    {
        await ReconcileAsync(New);
        await AnalyseAsync(1, New, Face(Left, Vector(8, 0)));

        await _installation.Get<FaceConsentLedger>().RecordAsync(Owner, false, "anna in a test", Token);

        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM next_faces"));
        Assert.Null(await SwitchAsync());
    }

    [Fact]
    public async Task Consent_WithdrawnInTheMiddle_WaitsForTheSwitch_WhichIsDoneAsAWhole()
    {
        await ReconcileAsync(New);
        await AnalyseAsync(2, New, Face(Left, Vector(8, 0)), Face(Middle, Vector(8, 1)));
        await using var blocker = await _installation.Database.OpenConnectionAsync(Token);
        await using var transaction = await blocker.BeginTransactionAsync(Token);
        await blocker.ExecuteAsync("SELECT 1 FROM media FOR UPDATE", Token);

        var switching = SwitchAsync();
        await blocker.UntilBlockedAsync(1, Token);
        var withdrawing = _installation.Get<FaceConsentLedger>().RecordAsync(Owner, false, "anna in a test", Token);
        await blocker.UntilBlockedAsync(2, Token);
        await transaction.RollbackAsync(Token);

        Assert.NotNull(await switching);
        await withdrawing;
        Assert.Equal(New, await VersionAsync());
        Assert.Equal(4, (await FacesAsync()).Count(face => face.PackVersion == New));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM next_faces"));
    }

    private static float[] Vector(int length, int axis)
    {
        var vector = new float[length];
        vector[axis] = 1;
        return vector;
    }

    private static DetectedFace Face(float x, float[] vector) => new(
        new ImageBox(x, 0.3f, 0.2f, 0.2f), [.. Enumerable.Repeat(new ImagePoint(x, 0.4f), 5)], 0.9f, 0.9f, 120, 1, 1, vector);

    private Task<int> ReconcileAsync(string version) => _installation.Get<LedgerReconciler>().ReconcileAsync(
        Owner, new TaskPlan(new Dictionary<AnalysisTask, string> { [AnalysisTask.Faces] = version }, FacesAllowed: true), Token);

    private async Task AnalyseAsync(int files, string version, params DetectedFace[] faces)
    {
        foreach (var media in await ClaimAsync(files))
            await WriteAsync(media, version, faces);
    }

    private async Task<IReadOnlyList<ClaimedMedia>> ClaimAsync(int files)
    {
        await _installation.ExecuteAsync("UPDATE analysis SET state = 6 WHERE state = 0 AND task <> 1");
        var claimed = await _installation.Get<AnalysisLedger>().ClaimAsync(files, null, Token);
        Assert.Equal(files, claimed.Count);
        return claimed;
    }

    private Task WriteAsync(ClaimedMedia media, string version, IReadOnlyList<DetectedFace> faces) =>
        _installation.Get<OutcomeWriter>().WriteAsync(
            [new AnalysisOutcome(media, [TaskOutcome.Succeeded(AnalysisTask.Faces, version)]) { Faces = faces }], Token);

    private Task<FacePackSwitchSummary?> SwitchAsync() => _installation.Get<FacePackSwitch>().TryCompleteAsync(Owner, New, Token);

    private Task<FaceGroupingSummary> GroupAsync(string version) =>
        _installation.Get<FaceGrouping>().GroupAsync(Owner, version, SyntheticFaces.Limits, Token);

    private Task<int> DropLeftoversAsync() => _installation.Get<FacePackSwitch>().DropLeftoversAsync(Owner, Token);

    /// <summary>What a worker that starts with these models announces.</summary>
    private Task WantAsync(string version) => _installation.ExecuteAsync(
        $"""
        INSERT INTO task_versions (task, version, is_chosen, program_version, chosen_at, chosen_by, seen_at)
        VALUES ({(int)AnalysisTask.Faces}, '{version}', true, '1.0.0', now(), '{Guid.Empty}', now())
        ON CONFLICT (task) DO UPDATE SET version = excluded.version
        """);

    private async Task<Guid> DrawAsync(string file, float x)
    {
        await using var database = _installation.Open();
        var media = await database.Media.SingleAsync(item => item.RelativePath == file, Token);
        var done = await _installation.Get<DrawnFaceActs>().DrawAsync(
            new ActFor(Owner, new ActActor(Owner, "anna")), media.Id, new ImageBox(x, 0.3f, 0.2f, 0.2f), null, false, Token);
        return done.FaceId!.Value;
    }

    private Task<string> VersionAsync() => _installation.ScalarAsync<string>("SELECT pack_version FROM face_versions");

    private Task<Guid> FaceAtAsync(string file, float x) => _installation.ScalarAsync<Guid>(
        FormattableString.Invariant(
            $"""
            SELECT f.id FROM faces f JOIN media m ON m.id = f.media_id
            WHERE m.relative_path = '{file}' AND abs(f.x - {x}) < 0.05
            """));

    private async Task<Guid> PlaceAsync(Guid face, FaceAssignment by, Guid? known = null)
    {
        var person = known ?? Guid.CreateVersion7();
        await _installation.ExecuteAsync(
            $"""
            INSERT INTO people (id, owner_id, name, is_hidden, created_at)
            VALUES ('{person}', '{Owner}', 'Somebody', false, now()) ON CONFLICT DO NOTHING;
            UPDATE faces SET person_id = '{person}', assigned_by = {(int)by}, grouped_at = now() WHERE id = '{face}';
            """);
        return person;
    }

    private async Task<List<Face>> FacesAsync()
    {
        await using var database = _installation.Open();
        return await database.Faces.AsNoTracking().OrderBy(face => face.Id).ToListAsync(Token);
    }

    private async Task<string> DescribeAsync() => await _installation.ScalarAsync<string>(
        """
        SELECT (SELECT string_agg(f::text, E'\n' ORDER BY id) FROM faces f)
            || (SELECT string_agg(n::text, E'\n' ORDER BY id) FROM next_faces n)
        """);
}
