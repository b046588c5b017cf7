using Npgsql;
using Recognize.Tests.Support;
using Recognize.Worker.Seeding;

namespace Recognize.Tests.Seeding;

/// <summary>A database with a made-up library of 20,000 files, shared by the tests of a class.</summary>
public sealed class SeededDatabase(PostgresFixture postgres) : IAsyncLifetime
{
    public const int Media = 20_000;
    public const int Faces = 20_000;

    internal TestInstallation Installation { get; private set; } = null!;

    internal SeedReport Made { get; private set; } = null!;

    internal NpgsqlDataSource Source => Installation.Database;

    internal Guid Owner => Installation.Owner.Id;

    public async ValueTask InitializeAsync()
    {
        Installation = await TestInstallation.CreateAsync(postgres);
        await Installation.AgreeToFacesAsync();
        Made = await Installation.Get<DatabaseSeeder>().RunAsync(
            new SeedRequest(Owner, "anna", Media, Faces, Seed: 1), _ => { }, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Installation.DisposeAsync();
}
