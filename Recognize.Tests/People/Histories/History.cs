using Npgsql;
using Recognize.Models.People.Acts;
using Recognize.Tests.Support;

namespace Recognize.Tests.People.Histories;

/// <summary>
/// A random but repeatable sequence of what happens to a library: photos come and go, users act and take back, an admin
/// reclusters, a pack changes, a process dies. After each step everything that must hold is checked.
/// </summary>
internal sealed class History(TestInstallation installation, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<string> _steps = [];
    private readonly List<Guid> _acts = [];
    private readonly Dictionary<Guid, long> _versions = [];
    private HistoryLibrary _library = null!;
    private HistoryActs _users = null!;

    /// <summary>How often each kind of step was taken and carried out, not refused.</summary>
    public Dictionary<string, int> Taken { get; } = new(StringComparer.Ordinal);

    public async Task RunAsync(int steps, CancellationToken cancellationToken)
    {
        _library = await HistoryLibrary.CreateAsync(installation, _random);
        _users = new HistoryActs(installation, _library.Owner, _random);
        for (var i = 0; i < 4; i++)
            await _library.AddPhotoAsync(cancellationToken);
        var state = await HistoryState.ReadAsync(_library);
        for (var step = 0; step < steps; step++)
        {
            state = await TellingAsync(() => StepAsync(state, cancellationToken));
            Check(NeverOlder(state));
        }
    }

    /// <summary>A step that ends in an error is as good as never seen without what came before it.</summary>
    private async Task<HistoryState> TellingAsync(Func<Task<HistoryState>> step)
    {
        try
        {
            return await step();
        }
        catch (NpgsqlException exception)
        {
            throw new InvalidOperationException($"History {seed}, at the last of {string.Join(", ", _steps)}", exception);
        }
    }

    private async Task<HistoryState> StepAsync(HistoryState before, CancellationToken cancellationToken)
    {
        var choice = _random.Next(100);
        return choice switch
        {
            < 24 => await AutomaticAsync("add", before, mayMove: false, () => _library.AddPhotoAsync(cancellationToken)),
            < 28 => await AutomaticAsync("remove", before, mayMove: false, _library.RemovePhotoAsync),
            < 31 => await AutomaticAsync("model change", before, mayMove: false, () => _library.ChangePackAsync(cancellationToken)),
            < 35 => await AutomaticAsync("crash", before, mayMove: false, () => CrashAsync(before)),
            < 43 => await ReclusterAsync(before, cancellationToken),
            < 53 => await UndoAsync(before, cancellationToken),
            _ => await ActAsync(before, cancellationToken),
        };
    }

    private async Task<HistoryState> AutomaticAsync(string name, HistoryState before, bool mayMove, Func<Task> step)
    {
        _steps.Add(name);
        await step();
        var after = await HistoryState.ReadAsync(_library);
        Check(HistoryChecks.Broken(after));
        Check(HistoryChecks.Lost(before, after));
        if (!mayMove)
            Check(HistoryChecks.Moved(before, after));
        Count(name);
        return after;
    }

    private async Task<HistoryState> ActAsync(HistoryState before, CancellationToken cancellationToken)
    {
        var (name, act) = _users.Choose(before);
        _steps.Add(name);
        if (await TryAsync(() => act(cancellationToken)) is not { } done)
        {
            await CheckUnchangedAsync(before);
            return before;
        }
        Count(name);
        var after = await HistoryState.ReadAsync(_library);
        Check(HistoryChecks.Broken(after));
        if (done.ActId is not { } id)
        {
            Assert.Equal(before.Lines, after.Lines);
            return after;
        }
        Check(HistoryChecks.Lost(before, after, await TouchedAsync(id)));
        _acts.Add(id);
        return _random.Next(4) == 0 ? await TakeBackAtOnceAsync(id, before, cancellationToken) : await GroupAsync(after, cancellationToken);
    }

    /// <summary>A recluster; now and then users act between its preview and its application, and what they said stands.</summary>
    private async Task<HistoryState> ReclusterAsync(HistoryState before, CancellationToken cancellationToken)
    {
        _steps.Add("preview");
        var run = await _users.PreviewAsync(_library, cancellationToken);
        var acted = _random.Next(2);
        for (var i = 0; i < acted; i++)
            before = await ActAsync(before, cancellationToken);
        _steps.Add("recluster");
        if (await TryAsync(() => _users.ApplyAsync(run, cancellationToken)) is not { ActId: { } id })
        {
            await CheckUnchangedAsync(before);
            return before;
        }
        Count("recluster");
        var after = await HistoryState.ReadAsync(_library);
        Check(HistoryChecks.Broken(after));
        Check(HistoryChecks.Lost(before, after));
        _acts.Add(id);
        return _random.Next(3) == 0 ? await TakeBackAtOnceAsync(id, before, cancellationToken) : await GroupAsync(after, cancellationToken);
    }

    private async Task<HistoryState> TakeBackAtOnceAsync(Guid act, HistoryState before, CancellationToken cancellationToken)
    {
        _steps.Add("undo at once");
        await _users.UndoAsync(act, cancellationToken);
        _acts.Remove(act);
        Count("undo at once");
        var restored = await HistoryState.ReadAsync(_library);
        Check(restored.Lines.SequenceEqual(before.Lines, StringComparer.Ordinal)
            ? []
            : before.Lines.Except(restored.Lines, StringComparer.Ordinal).Select(line => $"not restored: {line}")
                .Concat(restored.Lines.Except(before.Lines, StringComparer.Ordinal).Select(line => $"left over: {line}")));
        return await GroupAsync(restored, cancellationToken);
    }

    private async Task<HistoryState> UndoAsync(HistoryState before, CancellationToken cancellationToken)
    {
        if (_acts.Count == 0)
            return before;
        _steps.Add("undo");
        var id = _acts[_random.Next(Math.Max(0, _acts.Count - 4), _acts.Count)];
        if (await TryAsync(() => _users.UndoAsync(id, cancellationToken)) is not { ActId: { } undo })
        {
            await CheckUnchangedAsync(before);
            return before;
        }
        _acts.Remove(id);
        Count("undo");
        var after = await HistoryState.ReadAsync(_library);
        Check(HistoryChecks.Broken(after));
        Check(HistoryChecks.Lost(before, after, await TouchedAsync(undo)));
        return await GroupAsync(after, cancellationToken);
    }

    /// <summary>What waits since an act is looked at again, as the worker does within seconds.</summary>
    private async Task<HistoryState> GroupAsync(HistoryState before, CancellationToken cancellationToken) =>
        _random.Next(2) == 0
            ? before
            : await AutomaticAsync("group", before, mayMove: false, () => _library.GroupAsync(cancellationToken));

    /// <summary>An act whose database session is ended in its middle, as a killed process's is.</summary>
    private async Task CrashAsync(HistoryState before)
    {
        var faces = before.Faces.Keys.Order().ToArray();
        if (faces.Length == 0)
            return;
        var victim = faces[_random.Next(faces.Length)];
        var died = await Assert.ThrowsAnyAsync<NpgsqlException>(() => installation.Get<PeopleActs>().RunAsync(
            _library.Owner, new ActActor(null, "crash"), ActKind.Move, [],
            async (act, token) =>
            {
                act.Summary = "Died.";
                var person = Guid.CreateVersion7();
                await act.ExecuteAsync(
                    "INSERT INTO people (id, owner_id, name, is_hidden, created_at) VALUES ($1, $2, 'Nobody', false, now())",
                    token, person, act.OwnerId);
                await act.ExecuteAsync(
                    "UPDATE faces SET person_id = $2, assigned_by = 3 WHERE id = $1", token, victim, person);
                await act.ExecuteAsync("SELECT pg_terminate_backend(pg_backend_pid())", token);
            },
            CancellationToken.None));
        Assert.NotNull(died);
        await CheckUnchangedAsync(before);
    }

    private static async Task<ActDone?> TryAsync(Func<Task<ActDone?>> act)
    {
        try
        {
            return await act();
        }
        catch (ActRefusedException)
        {
            return null;
        }
    }

    private async Task CheckUnchangedAsync(HistoryState before)
    {
        var after = await HistoryState.ReadAsync(_library);
        if (!before.Lines.SequenceEqual(after.Lines, StringComparer.Ordinal))
            Check(["a refused or failed step changed something"]);
    }

    /// <summary>Faces, people and photos in the rows that an act recorded.</summary>
    private async Task<HashSet<Guid>> TouchedAsync(Guid act) =>
        [.. await _library.ReadAsync(
            """
            SELECT key FROM act_changes WHERE act_id = $1
            UNION SELECT other_key FROM act_changes WHERE act_id = $1 AND other_key IS NOT NULL
            """,
            row => row.GetGuid(0), act)];

    /// <summary>A version that went back would let an act through that was decided before others.</summary>
    private IEnumerable<string> NeverOlder(HistoryState state)
    {
        foreach (var (id, person) in state.People)
        {
            if (_versions.TryGetValue(id, out var version) && person.Version < version)
                yield return $"person {id} is of version {person.Version} after {version}";
            _versions[id] = person.Version;
        }
    }

    private void Check(IEnumerable<string> problems)
    {
        var found = problems.ToList();
        if (found.Count > 0)
            Assert.Fail($"History {seed}, after {string.Join(", ", _steps)}: {string.Join("; ", found)}");
    }

    private void Count(string name) => Taken[name] = Taken.GetValueOrDefault(name) + 1;
}
