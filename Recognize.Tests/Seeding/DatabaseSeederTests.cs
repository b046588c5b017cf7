using Recognize.Models.Library;
using Recognize.Models.People;
using Recognize.Models.Tags;
using Recognize.Tests.Support;
using Recognize.Worker.Seeding;

namespace Recognize.Tests.Seeding;

public sealed class DatabaseSeederTests(PostgresFixture postgres)
{
    private const string Contents =
        """
        SELECT md5((SELECT string_agg(concat_ws('|', id, relative_path, kind, size_bytes, modified_ticks, removed_at), E'\n' ORDER BY id) FROM media)
            || (SELECT string_agg(concat_ws('|', media_id, task, state, error_kind), E'\n' ORDER BY media_id, task) FROM analysis)
            || (SELECT string_agg(concat_ws('|', media_id, tag_id), E'\n' ORDER BY media_id, tag_id) FROM media_tags)
            || (SELECT string_agg(concat_ws('|', id, media_id, person_id, encode(embedding, 'hex')), E'\n' ORDER BY id) FROM faces)
            || (SELECT string_agg(concat_ws('|', id, name), E'\n' ORDER BY id) FROM people))
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_MakesTheRowsThatWereAskedFor_TheSameOnesEachTime()
    {
        await using var first = await TestInstallation.CreateAsync(postgres);
        await using var second = await TestInstallation.CreateAsync(postgres);
        await using var other = await TestInstallation.CreateAsync(postgres);

        var made = await SeedAsync(first, 7);
        await SeedAsync(second, 7);
        await SeedAsync(other, 8);

        Assert.Equal((300, 500, 3), (made.Media, made.Faces, made.People));
        Assert.Equal(300, await first.ScalarAsync<int>("SELECT count(*) FROM media"));
        Assert.Equal(500, await first.ScalarAsync<int>("SELECT count(*) FROM faces WHERE length(embedding) = 512"));
        var contents = await first.ScalarAsync<string>(Contents);
        Assert.Equal(contents, await second.ScalarAsync<string>(Contents));
        Assert.NotEqual(contents, await other.ScalarAsync<string>(Contents));
        Assert.Equal(0, await new LedgerCounts(first.Database).RecountAsync(Token));
        Assert.Equal(0, await new PeopleCounts(first.Database).RecountAsync(Token));
        Assert.Equal(0, await new TagCounts(first.Database).RecountAsync(Token));
        Assert.Equal(0, await new MonthCounts(first.Database).RecountAsync(Token));
    }

    [Fact]
    public async Task Run_Refuses_TheSameLibraryTwice()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        await SeedAsync(installation, 1);

        await Assert.ThrowsAsync<InvalidOperationException>(() => SeedAsync(installation, 1));
        Assert.Equal(300, (await SeedAsync(installation, 2)).Media);
    }

    [Fact]
    public async Task HasRealLibraries_TellsMadeUpOnesFromOthers()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        await SeedAsync(installation, 1);
        var seeder = installation.Get<DatabaseSeeder>();

        Assert.False(await seeder.HasRealLibrariesAsync(Token));
        await installation.AddLibraryAsync();
        Assert.True(await seeder.HasRealLibrariesAsync(Token));
    }

    private static Task<SeedReport> SeedAsync(TestInstallation installation, int seed) =>
        installation.Get<DatabaseSeeder>().RunAsync(
            new SeedRequest(installation.Owner.Id, "anna", 300, 500, seed), _ => { }, Token);
}
