using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;
using Recognize.Worker.CommandLine;

namespace Recognize.Tests.Persistence;

public sealed partial class SchemaTests(ScannedDatabase migrated, PostgresFixture postgres) : IClassFixture<ScannedDatabase>
{
    private const string Columns =
        """
        SELECT concat_ws(' ', table_name, column_name, data_type, udt_name, is_nullable, collation_name, column_default)
        FROM information_schema.columns WHERE table_schema = 'public'
        """;

    private const string Indexes =
        "SELECT tablename || ' ' || indexdef FROM pg_indexes WHERE schemaname = 'public'";

    private const string Keys =
        """
        SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'p', 'u', 'c')
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Columns)]
    [InlineData(Indexes)]
    [InlineData(Keys)]
    public async Task Migrations_MakeWhatTheModelAsksFor(string sql)
    {
        await using var services = await EmptyDatabaseAsync();
        await using (var context = Open(services))
            await context.Database.ExecuteSqlRawAsync(context.Database.GenerateCreateScript(), Token);

        var model = await ReadAsync(services.GetRequiredService<NpgsqlDataSource>(), sql);
        var tables = await ReadAsync(migrated.Source, sql);

        Assert.NotEmpty(model);
        Assert.Equal(model, tables);
    }

    [Fact]
    public async Task Migrations_AllowTheMovesOfTheTableInCode()
    {
        var moves = await ReadAsync(migrated.Source, "SELECT from_state || ' ' || to_state FROM analysis_moves");

        Assert.Equal(
            AnalysisTransitions.All
                .Select(move => string.Create(CultureInfo.InvariantCulture, $"{(int)move.From} {(int)move.To}"))
                .Order(StringComparer.Ordinal),
            moves);
    }

    [Fact]
    public async Task Migrations_AllowTheMovesOfJobsOfTheTableInCode()
    {
        var moves = await ReadAsync(migrated.Source, "SELECT from_state || ' ' || to_state FROM job_moves");

        Assert.Equal(
            JobTransitions.All
                .Select(move => string.Create(CultureInfo.InvariantCulture, $"{(int)move.From} {(int)move.To}"))
                .Order(StringComparer.Ordinal),
            moves);
    }

    [Fact]
    public async Task Trigger_RefusesEveryOtherMove()
    {
        var library = await migrated.AddLibraryAsync();
        library.Write("a.mp3", "a");
        await library.ScanAsync();
        var id = (await library.MediaAsync("a.mp3")).Id;
        await using var connection = await migrated.Source.OpenConnectionAsync(Token);

        foreach (var from in Enum.GetValues<AnalysisState>())
        {
            foreach (var to in Enum.GetValues<AnalysisState>())
            {
                await using var transaction = await connection.BeginTransactionAsync(Token);
                await SetStateAsync("ALTER TABLE analysis DISABLE TRIGGER analysis_legal_moves");
                await SetStateAsync($"UPDATE analysis SET state = {(int)from} WHERE media_id = '{id}'");
                await SetStateAsync("ALTER TABLE analysis ENABLE TRIGGER analysis_legal_moves");
                var move = () => SetStateAsync($"UPDATE analysis SET state = {(int)to} WHERE media_id = '{id}'");

                if (AnalysisTransitions.IsLegal(from, to))
                    await move();
                else
                    Assert.Equal(PostgresErrorCodes.CheckViolation, (await Assert.ThrowsAsync<PostgresException>(move)).SqlState);
            }
        }

        async Task SetStateAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Token);
        }
    }

    [Fact]
    public async Task MigrateAsync_DoesNothing_TheSecondTime()
    {
        await using var context = migrated.Open();

        await context.Database.MigrateAsync(Token);

        Assert.Empty(await context.Database.GetPendingMigrationsAsync(Token));
        Assert.NotEmpty(await context.Database.GetAppliedMigrationsAsync(Token));
    }

    [Fact]
    public async Task SchemaUpdate_MigratesOnce_WhenManyProcessesStartTogether()
    {
        await using var services = await EmptyDatabaseAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => new SchemaUpdate(
                services.GetRequiredService<NpgsqlDataSource>(),
                services.GetRequiredService<IDbContextFactory<RecognizeDbContext>>()).RunAsync(_ => { }, Token),
            Token)));

        await using var after = Open(services);
        Assert.Empty(await after.Database.GetPendingMigrationsAsync(Token));
        Assert.Empty(await after.Media.ToListAsync(Token));
    }

    private async Task<ServiceProvider> EmptyDatabaseAsync() => new ServiceCollection()
        .AddRecognizeDatabase(await postgres.CreateDatabaseAsync(Token), "Recognize.Migrations")
        .BuildServiceProvider();

    private static RecognizeDbContext Open(ServiceProvider services) =>
        services.GetRequiredService<IDbContextFactory<RecognizeDbContext>>().CreateDbContext();

    private static async Task<List<string>> ReadAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var lines = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            var line = IndexName().Replace(reader.GetString(0), " INDEX ON ");
            // Of the migrations alone: EF's own history, the tables of moves, and indexes of expressions.
            if (!line.StartsWith("__EF", StringComparison.Ordinal) && !line.StartsWith("\"__EF", StringComparison.Ordinal)
                && !MovesTable().IsMatch(line) && !line.Contains(" USING gin ", StringComparison.Ordinal) || sql.Contains("from_state"))
                lines.Add(line);
        }
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    [GeneratedRegex("^(analysis|job)_moves ")]
    private static partial Regex MovesTable();

    [GeneratedRegex(@" INDEX \S+ ON ")]
    private static partial Regex IndexName();
}
