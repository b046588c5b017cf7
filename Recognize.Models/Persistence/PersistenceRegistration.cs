using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Recognize.Models.Sealing;

namespace Recognize.Models.Persistence;

/// <summary>Registers the database: one <see cref="NpgsqlDataSource"/> shared by EF Core and by raw SQL.</summary>
public static class PersistenceRegistration
{
    /// <param name="services">Where to register.</param>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <param name="migrationsAssembly">Name of the assembly that holds the migrations.</param>
    public static IServiceCollection AddRecognizeDatabase(
        this IServiceCollection services, string connectionString, string migrationsAssembly)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(ConnectionUpkeep.Apply(connectionString)));
        // The home is asked for when a key is: parts of the system that seal nothing need none.
        services.TryAddSingleton(provider => MasterKeyFile.Of(
            () => provider.GetService<RecognizeHome>() ?? RecognizeHome.FromEnvironment()));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<OwnerKeys>();
        services.AddSingleton<FaceKeyState>();
        services.AddSingleton<KeyRotation>();
        services.AddSingleton<Resealing>();
        services.AddPooledDbContextFactory<RecognizeDbContext>((provider, options) =>
            Configure(options, provider.GetRequiredService<NpgsqlDataSource>(), migrationsAssembly));
        services.AddScoped(provider =>
            provider.GetRequiredService<IDbContextFactory<RecognizeDbContext>>().CreateDbContext());
        return services;
    }

    private static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource source, string migrationsAssembly) =>
        options
            .UseNpgsql(source, npgsql => npgsql.MigrationsAssembly(migrationsAssembly))
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            // Migrations are SQL files without a model snapshot; a test compares the schema they make with the model.
            .ConfigureWarnings(warnings => warnings.Ignore(
                RelationalEventId.PendingModelChangesWarning, RelationalEventId.ModelSnapshotNotFound));
}
