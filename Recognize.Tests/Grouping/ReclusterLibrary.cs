using System.Text.Json;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Reclustering;
using Recognize.Tests.Faces.Grouping;
using Recognize.Tests.People;
using Recognize.Tests.Support;
using Recognize.Worker.Grouping;

namespace Recognize.Tests.Grouping;

/// <summary>An owner's faces with known similarities, and short ways to recluster them.</summary>
internal sealed class ReclusterLibrary(PeopleLibrary people)
{
    /// <summary>Two faces of one look are this similar; of two looks not at all.</summary>
    private const double Mutual = 0.65;

    private int _ownAxis = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public PeopleLibrary People => people;

    public ReclusterRuns Runs => people.Installation.Get<ReclusterRuns>();

    public ReclusterLeases Leases => people.Installation.Get<ReclusterLeases>();

    public ReclusterPreview Preview => people.Installation.Get<ReclusterPreview>();

    public static async Task<ReclusterLibrary> CreateAsync(TestInstallation installation) =>
        new(await PeopleLibrary.CreateAsync(installation));

    /// <summary>Faces of one look, each in a photo of its own, in no group and looked at before.</summary>
    /// <param name="look">0 to 19.</param>
    /// <param name="count">How many.</param>
    public async Task<Guid[]> AddFacesAsync(int look, int count)
    {
        var faces = new List<Guid>();
        for (var i = 0; i < count; i++)
            faces.AddRange((await people.AddPhotoAsync(Vector(look))).Faces);
        await people.Installation.ExecuteAsync("UPDATE faces SET grouped_at = now() WHERE grouped_at IS NULL");
        return [.. faces];
    }

    /// <summary>Every vector is different: it has an axis of its own besides that of the look.</summary>
    public float[] Vector(int look) =>
        SyntheticFaces.Like(look, Math.Sqrt(Mutual), 20 + (_ownAxis++ % (SyntheticFaces.Dimensions - 20)));

    /// <summary>A person of one look by similarity.</summary>
    public async Task<(Guid Person, Guid[] Faces)> AddPersonAsync(string? name, int look, int count)
    {
        var faces = await AddFacesAsync(look, count);
        return (await people.AddPersonAsync(name, faces), faces);
    }

    public Task<ReclusterRun> RequestAsync(ReclusterSettings? settings = null) =>
        Runs.RequestAsync(people.Owner, people.Actor, settings ?? ReclusterSettings.Default, Token);

    /// <summary>Asks for a preview and computes it.</summary>
    public async Task<ReclusterRun> PreviewAsync(ReclusterSettings? settings = null)
    {
        var run = await RequestAsync(settings);
        Assert.True(await RunAsync((await Leases.ClaimAsync(run.Id, Token))!));
        return await FindAsync(run);
    }

    public Task<bool> RunAsync(ReclusterRun claimed) => people.Installation.Get<ReclusterRunner>()
        .RunAsync(claimed, PeopleLibrary.Pack, SyntheticFaces.Limits, Token);

    public async Task<ReclusterRun> FindAsync(ReclusterRun run) =>
        (await Runs.FindAsync(people.Owner, run.Id, Token))!;

    public Task<ReclusterRun> ApplyAsync(ReclusterRun run) =>
        people.Installation.Get<ReclusterApplication>().ApplyAsync(people.Owner, people.Actor, run.Id, Token);

    public Task<ReclusterRun> UndoAsync(ReclusterRun run) =>
        people.Installation.Get<ReclusterApplication>().UndoAsync(people.Owner, people.Actor, run.Id, Token);

    public Task<List<ReclusterConflict>> ConflictsAsync(ReclusterRun run) =>
        Preview.ConflictsAsync(people.Owner, run.Id, -1, 100, Token);

    public Task<List<ReclusterChange>> ChangesAsync(ReclusterRun run) =>
        Preview.ChangesAsync(people.Owner, run.Id, ReclusterChangeKinds.None, -1, 100, Token);

    /// <summary>The person of each face; null for none.</summary>
    public async Task<Guid?[]> PlacesAsync(params Guid[] faces)
    {
        await using var command = people.Installation.Database.CreateCommand(
            "SELECT f.person_id FROM unnest($1) WITH ORDINALITY AS wanted (id, place) JOIN faces f USING (id) ORDER BY place");
        command.Parameters.Add(new() { Value = faces });
        await using var reader = await command.ExecuteReaderAsync(Token);
        var places = new List<Guid?>();
        while (await reader.ReadAsync(Token))
            places.Add(await reader.IsDBNullAsync(0, Token) ? null : reader.GetGuid(0));
        return [.. places];
    }

    public Task<ActDone> ActAsync(ActKind kind, string sql) => people.Acts.RunAsync(
        people.Owner, people.Actor, kind, [],
        async (act, token) =>
        {
            await act.ExecuteAsync(sql, token);
            act.Summary = $"{kind} made";
        },
        Token);

    public Task ConfirmAsync(params Guid[] faces) => people.Installation.ExecuteAsync(
        $"UPDATE faces SET assigned_by = {(int)FaceAssignment.User} WHERE id IN ('{string.Join("','", faces)}')");

    public static ReclusterFigures Figures(ReclusterRun run) =>
        JsonSerializer.Deserialize<ReclusterFigures>(run.Figures!, JsonSerializerOptions.Web)!;

    public static ReclusterApplied Applied(ReclusterRun run) =>
        JsonSerializer.Deserialize<ReclusterApplied>(run.Applied!, JsonSerializerOptions.Web)!;
}
