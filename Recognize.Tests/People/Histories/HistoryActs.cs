using Recognize.Models.Media;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Reclustering;
using Recognize.Tests.Faces.Grouping;
using Recognize.Tests.Support;
using Recognize.Worker.Grouping;

namespace Recognize.Tests.People.Histories;

/// <summary>Chooses what a user does next, sensible or not, by the same classes that the API uses.</summary>
internal sealed class HistoryActs(TestInstallation installation, Guid owner, Random random)
{
    private static readonly string[] Names = ["Anna", "Ben", "Carla", "Dora", "Emil"];

    /// <summary>Beside the faces that photos come with.</summary>
    private static readonly ImageBox DrawnBox = new(0.75f, 0.1f, 0.1f, 0.1f);

    private readonly ActFor _who = new(owner, new ActActor(null, "a test"));

    public (string Name, Func<CancellationToken, Task<ActDone?>> Act) Choose(HistoryState state)
    {
        var people = state.People.Keys.Order().ToArray();
        var faces = state.Faces.Keys.Order().ToArray();
        if (people.Length == 0 || faces.Length == 0)
            return ("nothing", _ => Task.FromResult<ActDone?>(new ActDone(null, "")));
        var person = Any(people);
        var other = Any(people);
        var face = Any(faces);
        var own = state.Faces.Where(pair => pair.Value.Person == person).Select(pair => pair.Key).Order().ToArray();
        var some = own.Where(_ => random.Next(2) == 0).ToArray();
        var isYes = random.Next(2) == 0;
        return random.Next(16) switch
        {
            0 or 1 => ("name", async token => await Acts<NamingActs>().NameAsync(
                _who, await SeenAsync(person), random.Next(6) == 0 ? null : Any(Names), token)),
            2 or 3 => ("merge", async token => await Acts<MergeActs>().MergeAsync(
                _who,
                new Merging([await SeenAsync(person), await SeenAsync(other)])
                {
                    Name = isYes ? Any(Names) : null,
                    ReleasesPhotos = random.Next(4) == 0,
                    TakesBackRejections = random.Next(4) == 0,
                },
                token)),
            4 or 5 => ("split", async token => await Acts<SplitActs>().SplitAsync(
                _who, await SeenAsync(person), some, isYes ? Any(Names) : null, token)),
            6 => ("move", async token => await Acts<FaceActs>().MoveAsync(
                _who,
                new Moving([face])
                {
                    To = await SeenAsync(person), From = isYes ? state.Faces[face].Person : null,
                    ReleasesPhotos = random.Next(4) == 0, TakesBackRejections = random.Next(4) == 0,
                },
                token)),
            7 => ("new person", async token => await Acts<FaceActs>().MoveAsync(
                _who, new Moving([face]) { NewName = isYes ? Any(Names) : null, From = state.Faces[face].Person }, token)),
            8 or 9 => ("confirm", async token => await Acts<FaceActs>().ConfirmAsync(_who, person, some, token)),
            10 or 11 => ("reject", async token => await Acts<FaceActs>().RejectAsync(
                _who, person, isYes ? [face] : some, token)),
            12 => ("ignore", async token => isYes
                ? await Acts<FaceActs>().IgnoreAsync(_who, [face], random.Next(3) == 0 ? null : IgnoredAs.Poster, token)
                : await Acts<NamingActs>().IgnoreAsync(
                    _who, await SeenAsync(person), random.Next(2) == 0 ? null : IgnoredAs.Statue, token)),
            13 => ("draw", async token => state.Faces[face].IsDrawn
                ? await Acts<DrawnFaceActs>().RemoveAsync(_who, face, token)
                : await Acts<DrawnFaceActs>().DrawAsync(
                    _who, state.Faces[face].Photo, DrawnBox, isYes ? await SeenAsync(person) : null, false, token)),
            14 => ("hide or cover", async token => isYes
                ? await Acts<NamingActs>().HideAsync(_who, await SeenAsync(person), random.Next(2) == 0, token)
                : await Acts<NamingActs>().CoverAsync(_who, await SeenAsync(person), own.Length > 0 ? Any(own) : face, token)),
            _ => ("different or release", async token => isYes
                ? await Acts<RuleActs>().DifferentAsync(
                    _who, await SeenAsync(person), await SeenAsync(other), random.Next(3) > 0, token)
                : await Acts<RuleActs>().ReleaseAsync(_who, state.Faces[face].Photo, random.Next(3) > 0, token)),
        };
    }

    public async Task<ActDone?> UndoAsync(Guid act, CancellationToken cancellationToken) =>
        await installation.Get<PeopleActs>().UndoAsync(owner, _who.Actor, act, cancellationToken);

    /// <summary>Asks for a recluster by random settings and computes the preview.</summary>
    public async Task<Guid> PreviewAsync(HistoryLibrary library, CancellationToken cancellationToken)
    {
        var settings = random.Next(2) == 0
            ? ReclusterSettings.Default
            : new ReclusterSettings((float)(random.NextDouble() - 0.5) / 5, random.Next(2, 4), null);
        var requested = await Acts<ReclusterRuns>().RequestAsync(owner, _who.Actor, settings, cancellationToken);
        var claimed = await Acts<ReclusterLeases>().ClaimAsync(requested.Id, cancellationToken);
        var isReady = await Acts<ReclusterRunner>().RunAsync(
            claimed!, library.Pack, SyntheticFaces.Limits, cancellationToken);
        Assert.True(isReady);
        return requested.Id;
    }

    /// <summary>Applies a preview.</summary>
    /// <returns>The act, or null when nothing was moved.</returns>
    public async Task<ActDone?> ApplyAsync(Guid run, CancellationToken cancellationToken)
    {
        var applied = await Acts<ReclusterApplication>().ApplyAsync(owner, _who.Actor, run, cancellationToken);
        return applied.ActId is { } act ? new ActDone(act, "reclustered") : null;
    }

    private T Acts<T>()
        where T : notnull => installation.Get<T>();

    private T Any<T>(T[] choices) => choices[random.Next(choices.Length)];

    private async Task<PersonSeen> SeenAsync(Guid person)
    {
        await using var command = installation.Database.CreateCommand("SELECT version FROM people WHERE id = $1");
        command.Parameters.Add(new() { Value = person });
        return new PersonSeen(person, (long)(await command.ExecuteScalarAsync())!);
    }
}
