using Npgsql;

namespace Recognize.Tests.Support;

public sealed class PostgresFixtureTests(PostgresFixture postgres)
{
    [Fact]
    public async Task CreateDatabaseAsync_GivesEachCallerAnEmptyDatabaseOfItsOwn()
    {
        var token = TestContext.Current.CancellationToken;
        var first = await postgres.CreateDatabaseAsync(token);
        var second = await postgres.CreateDatabaseAsync(token);

        await ExecuteAsync(first, "CREATE TABLE mine (id int)");
        await ExecuteAsync(second, "CREATE TABLE mine (id int)");

        Assert.NotEqual(first, second);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
