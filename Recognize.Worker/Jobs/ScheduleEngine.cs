using System.Runtime.ExceptionServices;
using Quartz;
using Recognize.Worker.Database;

namespace Recognize.Worker.Jobs;

/// <summary>
/// The cluster's schedules, for as long as the database is there: while it is away, whoever uses them waits. The engine's
/// own host service would end the worker when the database goes during its start.
/// </summary>
internal sealed class ScheduleEngine(ISchedulerFactory schedulers, DatabaseRetry retry)
{
    private IScheduler? _started;

    /// <summary>Lets this worker take its turn at schedules.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => RunAsync(
        async (scheduler, token) =>
        {
            await scheduler.Start(token);
            _started = scheduler;
        },
        cancellationToken);

    /// <summary>Does something with the schedules that may be repeated.</summary>
    public Task RunAsync(Func<IScheduler, CancellationToken, Task> work, CancellationToken cancellationToken) => retry.RunAsync(
        async token =>
        {
            try
            {
                await work(await schedulers.GetScheduler(token), token);
            }
            catch (SchedulerException failure) when (
                failure is not ObjectAlreadyExistsException && failure.InnerException is { } cause && DatabaseRetry.IsPassing(cause))
            {
                ExceptionDispatchInfo.Throw(cause);
            }
        },
        cancellationToken);

    /// <summary>Ends its turns; requests that it is writing are finished.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_started is not null)
            await _started.Shutdown(waitForJobsToComplete: true, cancellationToken);
    }
}
