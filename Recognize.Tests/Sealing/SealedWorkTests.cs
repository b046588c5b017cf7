using Recognize.Models.Faces;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Persistence;
using Recognize.Tests.Faces.Grouping;
using Recognize.Tests.People;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.Grouping;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Sealing;

/// <summary>What workers do on sealed values, and without the key.</summary>
public sealed class SealedWorkTests(PostgresFixture postgres) : IAsyncLifetime
{
    private SealedLibrary _library = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestInstallation Installation => _library.Installation;

    public async ValueTask InitializeAsync() =>
        _library = await SealedLibrary.CreateAsync(await TestInstallation.CreateAsync(postgres));

    public ValueTask DisposeAsync() => Installation.DisposeAsync();

    [Fact]
    public async Task Grouping_MakesTheSamePeople_OfSealedAndOfClearVectors()
    {
        var faces = new List<Guid>();
        for (var person = 0; person < 3; person++)
        {
            for (var face = 0; face < 8; face++)
                faces.Add((await _library.People.AddPhotoAsync(SyntheticFaces.Like(person, 0.9, 20 + (person * 8) + face))).Faces[0]);
        }
        var clear = await GroupAsync();
        await Installation.ExecuteAsync(
            "UPDATE faces SET person_id = NULL, assigned_by = 0, grouped_at = NULL, grouping_run = NULL; DELETE FROM people; DELETE FROM face_indexes");
        await _library.TurnOnAsync();
        await _library.ResealAsync();
        await Installation.RestartAsync();

        var sealedGroups = await GroupAsync();

        Assert.Equal(3, clear.Count);
        Assert.Equal(clear, sealedGroups);
        Assert.Empty(await _library.FindOpenAsync(1));
    }

    [Fact]
    public async Task Switch_OfFacePacks_CarriesSealedVectorsOver()
    {
        await _library.AddEverythingElseAsync();
        await _library.TurnOnAsync();
        await _library.ResealAsync();

        var done = await Installation.Get<FacePackSwitch>().TryCompleteAsync(_library.Owner, "faces-2", Token);

        Assert.Equal(1, done!.Carried);
        Assert.Equal(SealedLibrary.Dimensions, (await _library.ReadFacesAsync()).Single().Value.Length);
        Assert.Equal("faces-2", await Installation.ScalarAsync<string>("SELECT pack_version FROM faces"));
    }

    [Fact]
    public async Task Worker_LeavesFacesAlone_AndDoesTheRest_WhileTheKeyIsMissing()
    {
        var media = await DueMediaAsync();
        var file = _library.KeyFile.FilePath;
        File.Move(file, file + ".away");
        await Installation.RestartAsync();
        var ledger = Installation.Get<AnalysisLedger>();

        var claimed = Assert.Single(await ledger.ClaimAsync(10, null, Token));
        var open = await ledger.CountOpenAsync(null, Token);
        await Installation.Get<OutcomeWriter>().WriteAsync(
            [new AnalysisOutcome(claimed, [TaskOutcome.Succeeded(AnalysisTask.Objects, "objects-1")])], Token);
        var none = await ledger.ClaimAsync(10, null, Token);
        File.Move(file + ".away", file);
        await Installation.RestartAsync();
        var faces = Assert.Single(await Installation.Get<AnalysisLedger>().ClaimAsync(10, null, Token));

        Assert.Equal((media, AnalysisTask.Objects), (claimed.MediaId, Assert.Single(claimed.Tasks)));
        Assert.Equal(1, open);
        Assert.Empty(none);
        Assert.Equal(AnalysisTask.Faces, Assert.Single(faces.Tasks));
        Assert.Equal("{}", (await Installation.Get<LibraryWork>().GroupAsync(_library.Owner, Token)).ToJson());
    }

    [Fact]
    public async Task Writer_GivesFacesBack_AndStoresTheRest_WhenTheKeyGoesWhileTheyAreInWork()
    {
        await DueMediaAsync();
        var claimed = Assert.Single(await Installation.Get<AnalysisLedger>().ClaimAsync(10, null, Token));
        Assert.Equal([AnalysisTask.Faces, AnalysisTask.Objects], claimed.Tasks);
        File.Delete(_library.KeyFile.FilePath);
        var face = new DetectedFace(
            new ImageBox(0.5f, 0.5f, 0.2f, 0.2f), [.. Enumerable.Repeat(new ImagePoint(0.5f, 0.5f), 5)], 0.9f, 0.9f, 120, 1, 1,
            _library.NewVector());

        await Installation.Get<OutcomeWriter>().WriteAsync(
            [
                new AnalysisOutcome(
                    claimed,
                    [TaskOutcome.Succeeded(AnalysisTask.Faces, PeopleLibrary.Pack), TaskOutcome.Succeeded(AnalysisTask.Objects, "objects-1")])
                { Faces = [face] },
            ],
            Token);

        Assert.Equal(1, await Installation.ScalarAsync<int>("SELECT count(*) FROM faces"));
        Assert.Equal(
            "1:0 2:2",
            await Installation.ScalarAsync<string>("SELECT string_agg(task || ':' || state, ' ' ORDER BY task) FROM analysis"));
        Assert.False(File.Exists(_library.KeyFile.FilePath));
    }

    /// <summary>A photo with faces and objects to look for, in a library that something is sealed of.</summary>
    private async Task<Guid> DueMediaAsync()
    {
        await _library.AddFacesAsync(0);
        var (photo, _) = await _library.People.AddPhotoAsync(_library.NewVector());
        await _library.TurnOnAsync();
        await _library.ResealAsync();
        await _library.ExecuteAsync(
            """
            INSERT INTO analysis (media_id, library_id, task, state, priority, due_at, attempts, crashes, is_removed)
            SELECT id, library_id, task, 0, 0, now(), 0, 0, false FROM media, unnest('{1,2}'::smallint[]) AS t (task)
            """);
        return photo;
    }

    /// <summary>Who is together, by the number of faces and the place of the first.</summary>
    private async Task<List<string>> GroupAsync()
    {
        await Installation.Get<FaceGrouping>().GroupAsync(_library.Owner, PeopleLibrary.Pack, SyntheticFaces.Limits, Token);
        await using var connection = await Installation.Database.OpenConnectionAsync(Token);
        return await connection.ReadAsync(
            "SELECT string_agg(id::text, ' ' ORDER BY id) FROM faces WHERE person_id IS NOT NULL GROUP BY person_id ORDER BY 1",
            row => row.GetString(0), Token);
    }
}
