using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Recognize.Models.Persistence.Embedded;
using Recognize.Tests.Support;

namespace Recognize.Tests.Persistence.Embedded;

/// <summary>Where a home may be: the server must run in any folder an owner picks, or say plainly that it cannot.</summary>
public sealed class HomePathTests
{
    [Theory]
    [InlineData("with spaces", true)]
    [InlineData("it's André's; 100%", true)]
    [InlineData("one, two", false)]
    public async Task Server_Runs_WhenTheHomesPathHasOddCharacters(string name, bool socketInside)
    {
        using var temporary = new TemporaryHome(name);

        await using var server = await EmbeddedPostgresTests.StartAsync(temporary.Home, NullLogger.Instance);

        Assert.Equal("1", await EmbeddedPostgresTests.ScalarAsync(server.ConnectionString, "SELECT '1'"));
        var socketFolder = new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!;
        Assert.Equal(socketInside, socketFolder.StartsWith(temporary.Home.Root, StringComparison.Ordinal));
        await server.DisposeAsync();
        if (!socketInside)
            Directory.Delete(socketFolder);
    }

    [Fact]
    public async Task Server_PutsItsSocketIntoAShortFolderOfItsOwn_WhenTheHomesPathIsLong()
    {
        using var temporary = new TemporaryHome(string.Join('/', Enumerable.Repeat("a-rather-long-folder-name", 5)));

        await using var server = await EmbeddedPostgresTests.StartAsync(temporary.Home, NullLogger.Instance);
        var socketFolder = new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!;

        Assert.Equal("1", await EmbeddedPostgresTests.ScalarAsync(server.ConnectionString, "SELECT '1'"));
        Assert.True(socketFolder.Length < 90, socketFolder);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(socketFolder));
        }
        await server.DisposeAsync();
        Directory.Delete(socketFolder);
    }

    [Fact]
    public async Task Server_Runs_WhenAFolderAboveTheHomeIsClosedToOthers()
    {
        using var temporary = new TemporaryHome();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                temporary.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await using var server = await EmbeddedPostgresTests.StartAsync(temporary.Home, NullLogger.Instance);

        Assert.Equal("1", await EmbeddedPostgresTests.ScalarAsync(server.ConnectionString, "SELECT '1'"));
    }

    [Theory]
    [InlineData("dollar$HOME")]
    [InlineData("back`quote")]
    [InlineData("line\nbreak")]
    public async Task AcquireAsync_SaysSo_WhenPostgresCannotWorkInThePath(string name)
    {
        using var temporary = new TemporaryHome(name);

        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => EmbeddedPostgresTests.StartAsync(temporary.Home, NullLogger.Instance));

        Assert.Contains("RECOGNIZE_HOME", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temporary.Home.Root));
    }
}
