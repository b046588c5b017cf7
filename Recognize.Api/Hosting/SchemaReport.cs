using System.Data.Common;

namespace Recognize.Api.Hosting;

/// <summary>Says at start, in the log, whether the database is there and fits. The API serves either way.</summary>
internal sealed class SchemaReport(SchemaCheck check, ILogger<SchemaReport> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await check.FindProblemAsync(stoppingToken) is { } problem)
                logger.SchemaMismatch(problem);
        }
        catch (Exception exception) when (DatabaseTrouble.IsCauseOf(exception))
        {
            logger.DatabaseUnreachable(exception is DbException ? exception.Message : exception.GetBaseException().Message);
        }
    }
}
