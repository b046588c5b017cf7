using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models;
using Recognize.Models.Media;
using Recognize.Models.Persistence;
using Recognize.Models.Persistence.Embedded;
using Recognize.Worker.Benchmark;

namespace Recognize.Worker.CommandLine;

/// <summary>Where a measurement works: the worker's services on an empty database, and an empty folder; both are gone afterwards.</summary>
internal static class BenchmarkScratch
{
    /// <param name="home">Whose models and settings are used.</param>
    /// <param name="server">The database is made beside the owner's.</param>
    /// <param name="work">Given the services, and a folder of its own that thumbnails go to as well.</param>
    /// <param name="cancellationToken">Stops the work; what was made is removed all the same.</param>
    public static async Task RunAsync(
        RecognizeHome home, DatabaseServer server, Func<ServiceProvider, string, Task> work, CancellationToken cancellationToken)
    {
        await using var database = await server.CreateScratchDatabaseAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("recognize-benchmark-");
        try
        {
            await using var services = BuildServices(
                home, DatabaseServer.Own(database.ConnectionString), Path.Combine(folder.FullName, "thumbnails"));
            await using (var context = services.GetRequiredService<IDbContextFactory<RecognizeDbContext>>().CreateDbContext())
                await context.Database.MigrateAsync(cancellationToken);
            await work(services, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ServiceProvider BuildServices(RecognizeHome home, DatabaseServer database, string thumbnails)
    {
        var services = new ServiceCollection();
        WorkerServices.Add(services, home, database);
        services.AddSingleton(new ThumbnailFolder(thumbnails));
        // The last registration counts: nothing of a measurement may reach the owner's thumbnails.
        services.AddSingleton(provider => new ThumbnailStore(
            thumbnails, provider.GetRequiredService<MediaOptions>(), provider.GetRequiredService<PhotoDecoder>()));
        services.AddSingleton<StagePass>();
        services.AddSingleton<LibraryPass>();
        services.AddSingleton<RawLimits>();
        services.AddSingleton<BenchmarkRun>();
        return services.BuildServiceProvider(validateScopes: true);
    }
}
