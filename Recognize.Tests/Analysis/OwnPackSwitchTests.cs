using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Models.Objects;
using Recognize.Models.Packs;
using Recognize.Models.People;
using Recognize.Models.Tags;
using Recognize.Tests.Classifiers;
using Recognize.Tests.Packs.Own;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Analysis;

/// <summary>A library that an owner's own object model has tagged, and what another model changes in it.</summary>
public sealed class OwnPackSwitchTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestInstallation _installation = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private InstalledPacks Packs => _installation.Get<InstalledPacks>();

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres);
        _installation.Write("red.bmp", SmallPhoto.Bmp(220, 10, 10));
        _installation.Write("blue.bmp", SmallPhoto.Bmp(10, 10, 220));
        // Before the recognisers are made, as a command is run before the worker is started.
        Packs.Use(await OwnPacks.InstallColoursAsync(Packs));
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Index_TagsPhotos_WithTheModelOfTheOwner()
    {
        await _installation.IndexAsync(cancellationToken: Token);

        await using var database = _installation.Open();
        var tags = await database.MediaTags.AsNoTracking().Where(tag => tag.Source == TagSource.Recogniser)
            .OrderBy(tag => tag.TagId).ToListAsync(Token);
        Assert.Equal(["own:blue", "own:red"], tags.Select(tag => tag.TagId));
        Assert.All(tags, tag => Assert.StartsWith("colours-objects-", tag.PackVersion!, StringComparison.Ordinal));
        Assert.All(tags, tag => Assert.StartsWith("colours:", tag.RawLabel!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Switch_MakesTheObjectsDueAgain_AndTouchesNothingElse()
    {
        await _installation.IndexAsync(cancellationToken: Token);
        await AddPersonAndCorrectionsAsync();
        var before = await OthersAsync();

        Packs.Use(await OwnPacks.InstallColoursAsync(Packs, gain: 30));
        var plan = await _installation.Get<LibraryWork>().PlanAsync(_installation.Owner.Id, Token);
        var versions = new Dictionary<AnalysisTask, string>(plan.Versions)
        {
            [AnalysisTask.Objects] = new ObjectRecognizerFactory(Packs, TagRules.Default).InstalledVersion!,
        };
        var due = await _installation.Get<LedgerReconciler>().ReconcileAsync(
            _installation.Owner.Id, plan with { Versions = versions }, Token);

        Assert.Equal(2, due);
        Assert.Equal(2, await _installation.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE state = 0 AND task = 2"));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM analysis WHERE state = 0 AND task <> 2"));
        Assert.Equal(before, await OthersAsync());
    }

    private Task AddPersonAndCorrectionsAsync() => _installation.ExecuteAsync(
        $"""
        INSERT INTO people (id, owner_id, name, is_hidden, created_at)
        VALUES ('{Guid.CreateVersion7()}', '{_installation.Owner.Id}', 'Grandma', false, now());
        INSERT INTO faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version,
                           person_id, assigned_by, size_pixels, sharpness, frontality)
        SELECT m.id, m.id, m.owner_id, 0, 0, 1, 1, ARRAY[]::real[], 1, 1, '\x00', 'faces-1', p.id, {(int)FaceAssignment.User}, 1, 1, 1
        FROM media m, people p;
        INSERT INTO media_tags (media_id, tag_id, source, score, is_removed)
        SELECT id, 'own:red', {(int)TagSource.User}, 1, true FROM media;
        """);

    private Task<string> OthersAsync() => _installation.ScalarAsync<string>(
        """
        SELECT (SELECT string_agg(a::text, E'\n' ORDER BY media_id, task) FROM analysis a WHERE task <> 2)
            || (SELECT string_agg(t::text, E'\n' ORDER BY media_id, tag_id, source) FROM media_tags t)
            || (SELECT string_agg(f::text, E'\n' ORDER BY id) FROM faces f) || (SELECT string_agg(p::text, E'\n') FROM people p)
        """);
}
