using Recognize.Models.Jobs;

namespace Recognize.Worker.Jobs.Handlers;

/// <summary>Computes the previews of reclusters that a user asked for, one after the other: each may take much memory.</summary>
internal sealed class ReclusterHandler(ReclusterWork work) : IJobHandler
{
    public string Kind => JobKinds.Recluster;

    public bool IsHeavy => true;

    public bool HeedsLimits => true;

    public bool IsPossible => work.IsPossible;

    public async Task<string> RunAsync(JobInHand job, CancellationToken cancellationToken)
    {
        var previews = 0;
        while (await work.RunNextAsync(null, cancellationToken))
            previews++;
        return $$"""{"previews":{{previews}}}""";
    }
}
