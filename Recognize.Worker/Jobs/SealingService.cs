using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Recognize.Models.Sealing;
using Recognize.Worker.Database;

namespace Recognize.Worker.Jobs;

/// <summary>
/// Looks after sealed data while a worker lives: begins to seal when no program of before is at work any more, seals what
/// lies in the clear or under an earlier key, and says when the key is missing.
/// </summary>
internal sealed class SealingService(
    NpgsqlDataSource database, FaceKeyState state, Resealing resealing, DatabaseRetry retry, TimeProvider clock,
    ILogger<SealingService> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private string? _said;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await retry.RunAsync(LookAsync, stoppingToken);
            }
            catch (Exception failure) when (failure is KeysUnavailableException or SealedValueException or PostgresException)
            {
                // Tried again at the next look; all other work goes on.
                JobsLog.NotSealed(log, failure.Message);
            }
            await Task.Delay(LookEvery, clock, stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var problem = await state.FindProblemAsync(cancellationToken);
        if (problem != _said && problem is not null)
            JobsLog.NotSealed(log, problem);
        _said = problem;
        if (problem is not null)
            return;
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
            await SealingSwitch.TryTurnOnAsync(connection, cancellationToken);
        foreach (var owner in await resealing.OwnersDueAsync(cancellationToken))
        {
            if (await resealing.RunAsync(owner, _ => { }, cancellationToken) is { } values and > 0)
                JobsLog.Sealed(log, owner, values);
        }
    }
}
