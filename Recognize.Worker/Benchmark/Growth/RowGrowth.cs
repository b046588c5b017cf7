using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Worker.Seeding;

namespace Recognize.Worker.Benchmark.Growth;

/// <summary>Times lists, searches and a worker's steps in a database of made-up rows, as <c>dev measure</c> does.</summary>
internal sealed class RowGrowth(
    NpgsqlDataSource database, AccountDirectory accounts, FaceConsentLedger consents, DatabaseSeeder seeder, ScaleMeasurement measurement)
{
    private const string Owner = "benchmark";
    private const string Sized = "rows";
    private const double BytesPerMiB = 1 << 20;

    /// <param name="rows">Files, and as many faces on them; the database must be empty.</param>
    /// <param name="report">Where the figures go.</param>
    /// <param name="say">Told what is being measured.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task RunAsync(int rows, GrowthReport report, Action<string> say, CancellationToken cancellationToken)
    {
        say($"growth: making {rows} rows");
        var owner = (await accounts.CreateUserAsync(Owner, isAdmin: false, cancellationToken)).User;
        // Nobody's consent is at stake: the faces are made up, and dropped with the database.
        await consents.RecordAsync(owner.Id, given: true, Owner, cancellationToken);
        await seeder.RunAsync(new SeedRequest(owner.Id, owner.Name, rows, rows, Seed: 1), _ => { }, cancellationToken);
        await using (var size = database.CreateCommand("SELECT pg_database_size(current_database())"))
        {
            report.Add(
                new GrowthSubject("memory", "database on disk", Sized, GrowthUnit.MiB, GrowthKind.Whole), rows,
                (long)(await size.ExecuteScalarAsync(cancellationToken))! / BytesPerMiB);
        }

        say($"growth: listing and searching {rows} rows");
        await foreach (var timing in measurement.RunAsync(cancellationToken))
        {
            var (part, kind) = timing.Kind switch
            {
                ScaleTimingKind.List => ("lists", GrowthKind.Single),
                ScaleTimingKind.Search => ("search", GrowthKind.Single),
                ScaleTimingKind.Step => ("worker", GrowthKind.Single),
                _ => ("repair", GrowthKind.Whole),
            };
            report.Add(new GrowthSubject(part, timing.Name, Sized, GrowthUnit.Seconds, kind), rows, timing.Median.TotalSeconds);
        }
    }
}
