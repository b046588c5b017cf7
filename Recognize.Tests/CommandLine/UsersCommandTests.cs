using Recognize.Models.Accounts;
using Recognize.Tests.Support;

namespace Recognize.Tests.CommandLine;

/// <summary>The program itself, inviting and keeping out.</summary>
public sealed class UsersCommandTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestInstallation _installation = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _installation = await TestInstallation.CreateAsync(postgres);

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Users_AreInvitedByALinkThatWorks_AndTheLogTellsOfIt()
    {
        var invited = await RunAsync([("RECOGNIZE_URLS", "http://*:5299"), ("RECOGNIZE_BASE_PATH", "/photos/")], "users", "invite", "Nora");
        var link = invited.Printed.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal)).Trim();
        var user = await _installation.Get<PasswordLinks>().RedeemAsync(
            link.Split("#link=")[1], "a password of her own", address: null, Token);
        var log = await RunAsync([], "audit", "--user", "nora");

        Assert.Equal((0, 0), (invited.ExitCode, log.ExitCode));
        Assert.StartsWith("http://127.0.0.1:5299/photos/#link=rcl_", link, StringComparison.Ordinal);
        Assert.Equal("Nora", user?.Name);
        var lines = log.Printed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains("link.used", lines[0], StringComparison.Ordinal);
        Assert.Contains("command line → Nora: Made a one-time link", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("rcl_", log.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LastAdmin_IsNotDisabled()
    {
        var refused = await RunAsync([], "users", "disable", _installation.Owner.Name);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Nobody else could administrate", refused.Printed, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Printed)> RunAsync(
        IReadOnlyList<(string Name, string Value)> settings, params string[] arguments)
    {
        using var worker = WorkerProcess.Start(_installation.HomeFolder, _installation.ConnectionString, settings, arguments);
        return (await worker.WaitAsync(Token), worker.Printed);
    }
}
