using Quartz;

namespace Recognize.Worker.Jobs;

/// <summary>Computes the reclusters that were asked for, one after the other: each may take as much memory as the machine has.</summary>
[DisallowConcurrentExecution]
internal sealed class ReclusterJob(ReclusterWork work) : IJob
{
    public static readonly JobKey Key = new("recluster");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        while (await work.RunNextAsync(null, cancellationToken))
        {
            // The next one.
        }
    }
}
