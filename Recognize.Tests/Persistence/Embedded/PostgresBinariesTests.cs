using Recognize.Models.Persistence.Embedded;

namespace Recognize.Tests.Persistence.Embedded;

public sealed class PostgresBinariesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindAsync_FindsProgramsThatRun_ForANewCluster()
    {
        var binaries = await PostgresBinaries.FindAsync(clusterMajor: null, Token);

        Assert.True(binaries.Major >= PostgresBinaries.OldestMajor);
        Assert.True(File.Exists(binaries.InitDb));
        Assert.True(File.Exists(binaries.PgCtl));
    }

    [Fact]
    public async Task FindAsync_FindsTheSameVersion_ForAClusterOfIt()
    {
        var newest = await PostgresBinaries.FindAsync(clusterMajor: null, Token);

        var same = await PostgresBinaries.FindAsync(newest.Major, Token);

        Assert.Equal(newest, same);
    }

    [Fact]
    public async Task FindAsync_SaysWhatIsInstalled_WhenNoneFits()
    {
        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => PostgresBinaries.FindAsync(9, Token));

        Assert.Contains("PostgreSQL 9", error.Message, StringComparison.Ordinal);
        Assert.Contains("is installed", error.Message, StringComparison.Ordinal);
        Assert.Contains("RECOGNIZE_DATABASE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryReadAsync_PassesOverProgramsThatDoNotRun()
    {
        var folder = Directory.CreateTempSubdirectory("recognize-binaries-").FullName;
        try
        {
            foreach (var name in (string[])["postgres", "pg_ctl", "initdb"])
                await File.WriteAllTextAsync(Path.Combine(folder, name), "not a program", Token);

            Assert.Null(await PostgresBinaries.TryReadAsync(folder, Token));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
