using System.Net;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Tests.Support;

namespace Recognize.Tests.Api;

public sealed class DatabaseOutageTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_AreUnavailableWhileTheDatabaseIsAway_AndWorkAgainAfterwards()
    {
        await using var cluster = await TemporaryCluster.StartNewAsync();
        var connection = await cluster.CreateDatabaseAsync("recognize", Token);
        await using var app = new RecognizeApp(connection);
        await app.InitializeAsync();
        var user = await app.AddUserAsync();
        using var session = await app.SignInAsync(user);
        using var token = await app.WithTokenAsync(user);
        await session.GetJsonAsync("/api/media");

        await cluster.StopAsync();

        foreach (var client in (HttpClient[])[session, token])
        {
            using var answer = await client.GetAsync("/api/media", Token);
            await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "database-unavailable");
            Assert.NotNull(answer.Headers.RetryAfter);
        }
        using var health = await session.GetAsync("/healthz", Token);
        await health.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, (await session.GetAsync("/", Token)).StatusCode);

        await cluster.StartAsync();

        Assert.Equal("healthy", (await session.GetJsonAsync("/healthz")).GetProperty("status").GetString());
        await session.GetJsonAsync("/api/media");
        await token.GetJsonAsync("/api/media");
    }

    [Fact]
    public async Task Api_StartsWithoutADatabase_AndTakesItUpOnceThere()
    {
        await using var cluster = await TemporaryCluster.StartNewAsync();
        var connection = await cluster.CreateDatabaseAsync("recognize", Token);
        await cluster.StopAsync();
        await using var app = new RecognizeApp(connection);
        app.Start(connection);
        using var client = app.Anonymous();

        using var away = await client.GetAsync("/api/media", Token);
        await away.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "database-unavailable");
        await cluster.StartAsync();
        using var empty = await client.GetAsync("/api/media", Token);
        var problem = await empty.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "schema-mismatch");
        await using (var database = app.Open())
            await database.Database.MigrateAsync(Token);
        using var ready = await client.GetAsync("/api/media", Token);

        Assert.Contains("older", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await ready.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        Assert.NotNull(await app.Get<AccountDirectory>().EnsureFirstUserAsync("anna", Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_AreUnavailable_WhenANewerSchemaHasTakenSomethingAway(bool hasTakenAway)
    {
        var connection = await postgres.CreateDatabaseAsync(Token);
        await using var app = new RecognizeApp(connection);
        await app.InitializeAsync();
        await using (var database = app.Open())
        {
            await database.Database.ExecuteSqlAsync(
                $"""insert into "__EFMigrationsHistory" values ('9999_future', '99.0.0')""", Token);
            if (hasTakenAway)
            {
                await database.Database.ExecuteSqlAsync(
                    $"update schema_compatibility set oldest_program = '9999_future'", Token);
            }
        }
        using var client = app.Anonymous();
        if (!hasTakenAway)
        {
            using var goesOn = await client.GetAsync("/healthz", Token);
            Assert.Equal(HttpStatusCode.OK, goesOn.StatusCode);
            return;
        }

        using var health = await client.GetAsync("/healthz", Token);
        using var answer = await client.GetAsync("/api/media", Token);

        await health.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
        var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "schema-mismatch");
        Assert.Contains("newer", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
