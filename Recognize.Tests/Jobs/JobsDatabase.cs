using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Recognize.Models;
using Recognize.Models.Inference;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;
using Recognize.Models.Persistence.Embedded;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.CommandLine;
using Recognize.Worker.Database;
using Recognize.Worker.Jobs;
using Recognize.Worker.Limits;

namespace Recognize.Tests.Jobs;

/// <summary>A migrated database with two owners, and workers that can be made and killed.</summary>
internal sealed class JobsDatabase(PostgresFixture postgres) : IAsyncDisposable
{
    private readonly ScannedDatabase _database = new(postgres);
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("recognize-home-");

    public NpgsqlDataSource Source => _database.Source;

    public Guid Owner { get; private set; }

    public Guid OtherOwner { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        Owner = await _database.AddUserAsync();
        OtherOwner = await _database.AddUserAsync();
    }

    /// <summary>A worker's view of the queue; nobody sees that it lives.</summary>
    public JobQueue Queue() => new(Source, new WorkerIdentity()) { RestartGrace = TimeSpan.Zero };

    public Task<Guid> RequestAsync(
        string kind, Guid? owner, string subject = "", short priority = JobPriorities.Normal) =>
        new JobRequests(Source).RequestAsync(
            new JobRequest(kind, owner, null, subject, "test", priority), TestContext.Current.CancellationToken);

    public async Task<JobRun> FindAsync(Guid id)
    {
        await using var database = _database.Open();
        return await database.JobRuns.SingleAsync(run => run.Id == id, TestContext.Current.CancellationToken);
    }

    public async Task<IReadOnlyList<JobRun>> AllAsync()
    {
        await using var database = _database.Open();
        return await database.JobRuns.OrderBy(run => run.Id).ToListAsync(TestContext.Current.CancellationToken);
    }

    public Task<T> ScalarAsync<T>(string sql, params object[] values) => _database.ScalarAsync<T>(sql, values);

    /// <summary>A worker as a host, with made handlers; it announces itself and takes jobs until it is stopped.</summary>
    public IHost CreateWorker(params IJobHandler[] handlers)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var services = builder.Services;
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Source);
        services.AddSingleton(_database.Get<DatabaseServer>());
        services.AddSingleton<DatabaseRetry>();
        services.AddSingleton<WorkerIdentity>();
        services.AddSingleton(new AnalysisOptions());
        services.AddSingleton(new RecognizeHome(_home.FullName));
        services.AddInference(new ConfigurationBuilder().Build());
        services.AddLimits();
        services.AddSingleton<RunningJobs>();
        services.AddSingleton(new Recognisers(null, null, null, null));
        services.AddSingleton(new SchemaCheckUp(SchemaUpdate.Known));
        services.AddSingleton<JobQueue>();
        services.AddSingleton<WorkerLock>();
        services.AddSingleton(_database.Get<AbsentLibraries>());
        services.AddSingleton<WorkerPresence>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkerPresence>());
        services.AddSingleton<WorkBell>();
        services.AddHostedService<JobRunner>();
        foreach (var handler in handlers)
            services.AddSingleton(handler);
        return builder.Build();
    }

    /// <summary>Waits for a row, for as long as a busy machine may take.</summary>
    public async Task<JobRun> WaitAsync(Guid id, Func<JobRun, bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var run = await FindAsync(id);
            if (condition(run))
                return run;
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60), $"{run.Kind} stays {run.State}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A worker that holds its lock and one job; disposing it is its death.</summary>
    public async Task<LiveWorker> LiveWorkerWithJobAsync(IReadOnlyCollection<string> kinds)
    {
        var token = TestContext.Current.CancellationToken;
        var identity = new WorkerIdentity();
        // Not pooled: closing it ends the session, as the death of a process does.
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_database.Get<DatabaseServer>().ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(token);
        await connection.ExecuteAsync(
            $"SELECT pg_advisory_lock({WorkerPresence.LockClass}, {WorkerIdentity.LockKeySql("$1::uuid")})", token, identity.Id);
        var queue = new JobQueue(Source, identity) { RestartGrace = TimeSpan.Zero };
        return new LiveWorker(this, connection, queue, (await queue.ClaimAsync(kinds, token))!);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _home.Delete(recursive: true);
    }
}

internal sealed class LiveWorker(JobsDatabase jobs, NpgsqlConnection connection, JobQueue queue, JobInHand job) : IAsyncDisposable
{
    public JobQueue Queue => queue;

    public JobInHand Job => job;

    /// <summary>Returns when the server has seen it, too.</summary>
    public async ValueTask DisposeAsync()
    {
        var backend = connection.ProcessID;
        await connection.DisposeAsync();
        while (await jobs.ScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = $1)", backend))
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }
}
