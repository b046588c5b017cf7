using System.Collections.Concurrent;

namespace Recognize.Worker.Jobs;

/// <summary>The jobs that this worker is at. Thread-safe.</summary>
internal sealed class RunningJobs
{
    private readonly ConcurrentDictionary<Guid, JobInHand> _jobs = new();

    public int Count => _jobs.Count;

    public IEnumerable<JobInHand> All => _jobs.Values;

    public void Add(JobInHand job) => _jobs[job.Id] = job;

    public void Remove(JobInHand job) => _jobs.TryRemove(job.Id, out _);
}
