using Recognize.Models.Jobs;

namespace Recognize.Worker.Jobs.Handlers;

/// <summary>Groups a user's new faces.</summary>
internal sealed class GroupHandler(LibraryWork work) : IJobHandler
{
    public string Kind => JobKinds.Group;

    public bool IsHeavy => false;

    public bool HeedsLimits => true;

    public bool IsPossible => work.HasFaces;

    public async Task<string> RunAsync(JobInHand job, CancellationToken cancellationToken) =>
        (await work.GroupAsync(job.RequireOwner(), cancellationToken)).ToJson();
}
