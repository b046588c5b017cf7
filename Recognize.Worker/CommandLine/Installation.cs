using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Recognize.Models;
using Recognize.Models.Accounts;
using Recognize.Models.Persistence.Embedded;
using Recognize.Models.Sealing;
using Recognize.Worker.Database;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// This installation, opened: its home, its running database with the current schema, and its services. Disposing it
/// stops an embedded database when nobody else uses it.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly DatabaseServer _server;
    private readonly ServiceProvider _services;

    private Installation(RecognizeHome home, DatabaseServer server, ServiceProvider services)
    {
        Home = home;
        _server = server;
        _services = services;
    }

    public RecognizeHome Home { get; }

    public IServiceProvider Services => _services;

    public DatabaseServer Database => _server;

    /// <summary>For what must wait for the database as long as it takes.</summary>
    public DatabaseRetry Retry => _services.GetRequiredService<DatabaseRetry>();

    /// <summary>Opens the home, starts or reaches the database and brings its schema up to date.</summary>
    /// <param name="say">Told what is being done, a line each.</param>
    /// <param name="cancellationToken">Gives up waiting for the database.</param>
    /// <param name="isPatient">Waits for a server that is away, as what runs unattended must; else that is a failure.</param>
    public static async Task<Installation> OpenAsync(
        Action<string> say, CancellationToken cancellationToken, bool isPatient = false)
    {
        var home = RecognizeHome.FromEnvironment();
        home.Create();
        if (ProcessorCheck.Shortcoming is { } slower)
            say(slower);
        using var logging = WorkerServices.CreateLoggerFactory();
        var isOwn = RecognizeSettings.Read(RecognizeSettings.Database) is not null;
        say(isOwn ? "database: the server named by RECOGNIZE_DATABASE" : $"database: private cluster in {home.Postgres}");
        var server = await DatabaseServer.AcquireAsync(
            home, logging.CreateLogger<DatabaseServer>(), cancellationToken);
        try
        {
            var services = WorkerServices.Build(home, server);
            var installation = new Installation(home, server, services);
            var schema = services.GetRequiredService<SchemaUpdate>();
            if (isPatient)
                await installation.Retry.RunAsync(PrepareAsync, cancellationToken);
            else
                await PrepareAsync(cancellationToken);
            return installation;

            async Task PrepareAsync(CancellationToken token)
            {
                await schema.RunAsync(say, token);
                await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(token);
                await SealingSwitch.TryTurnOnAsync(connection, token);
                // Before any work is begun under an answer that does not cover it.
                if (await services.GetRequiredService<FaceConsentLedger>().PauseOutdatedAsync(token) is > 0 and var paused)
                    say($"faces: {paused} users have to answer anew, since the text asks for more; until then no face of theirs is looked at");
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }
}
