using Recognize.Models.Accounts;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Tests.Support;

namespace Recognize.Tests.People;

/// <summary>A library of one owner for each test of an act.</summary>
public abstract class ActsCase(PostgresFixture postgres) : IAsyncLifetime
{
    private TestInstallation _installation = null!;

    internal PeopleLibrary Library { get; private set; } = null!;

    internal TestInstallation Installation => _installation;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected ActFor Me => new(Library.Owner, Library.Actor);

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres);
        Library = await PeopleLibrary.CreateAsync(_installation);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _installation.DisposeAsync();
    }

    private protected T Get<T>() where T : notnull => _installation.Get<T>();

    /// <summary>Another user of the same installation.</summary>
    private protected async Task<ActFor> StrangerAsync()
    {
        var made = await Get<AccountDirectory>().CreateUserAsync("stranger", isAdmin: true, Token);
        return new ActFor(made.User.Id, new ActActor(made.User.Id, "stranger"));
    }

    /// <summary>A photo with one face.</summary>
    private protected async Task<Guid> FaceAsync(params float[] vector) =>
        (await Library.AddPhotoAsync(vector.Length == 0 ? [1, 0] : vector)).Faces[0];

    /// <summary>A person with so many faces, each in a photo of its own.</summary>
    private protected async Task<(Guid Id, Guid[] Faces)> PersonAsync(string? name, int faces, params float[] vector)
    {
        var ids = new Guid[faces];
        for (var face = 0; face < faces; face++)
            ids[face] = await FaceAsync(vector);
        return (await Library.AddPersonAsync(name, ids), ids);
    }

    private protected Task<PersonSeen> SeenAsync(Guid person) => Library.SeenAsync(person);

    private protected Task<int> CountAsync(string from) =>
        _installation.ScalarAsync<int>($"SELECT count(*) FROM {from}");

    private protected Task<Guid> PersonOfAsync(Guid face) => _installation.ScalarAsync<Guid>(
        $"SELECT coalesce(person_id, '{Guid.Empty}') FROM faces WHERE id = '{face}'");

    private protected async Task<FaceAssignment> AssignedByAsync(Guid face) =>
        (FaceAssignment)await _installation.ScalarAsync<int>($"SELECT assigned_by FROM faces WHERE id = '{face}'");

    private protected Task<bool> IsAsync(string condition) => _installation.ScalarAsync<bool>($"SELECT {condition}");

    /// <summary>Makes an act, and proves that taking it back leaves everything as it was.</summary>
    private protected async Task<ActDone> MakeAndTakeBackAsync(Func<Task<ActDone>> make, Func<ActDone, Task> check)
    {
        var before = await Library.StateAsync();

        var done = await make();
        await check(done);
        Assert.NotEqual(before, await Library.StateAsync());
        Assert.EndsWith(".", done.Summary, StringComparison.Ordinal);
        await Library.Acts.UndoAsync(Library.Owner, Library.Actor, done.ActId!.Value, Token);

        Assert.Equal(before, await Library.StateAsync());
        return done;
    }

    /// <summary>Proves that an act is refused, and that nothing of it is stored.</summary>
    private protected async Task<ActRefusedException> RefusedAsync(string code, Func<Task<ActDone>> make)
    {
        var before = await Library.StateAsync();

        var refused = await Assert.ThrowsAsync<ActRefusedException>(make);

        Assert.Equal(code, refused.Code);
        Assert.Equal(before, await Library.StateAsync());
        return refused;
    }
}
