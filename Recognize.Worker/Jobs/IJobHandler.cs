namespace Recognize.Worker.Jobs;

/// <summary>Does the jobs of one kind. Each must be safe to begin anew after a crash at any point.</summary>
internal interface IJobHandler
{
    /// <summary>One of <see cref="Recognize.Models.Jobs.JobKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Takes much memory: a worker does one such job at a time.</summary>
    bool IsHeavy { get; }

    /// <summary>Takes much processor time: not begun in quiet hours, or while the worker holds back for another limit.</summary>
    bool HeedsLimits { get; }

    /// <summary>Whether this worker has what the kind needs, such as a face pack. Others take the jobs then.</summary>
    bool IsPossible { get; }

    /// <summary>Does one job.</summary>
    /// <param name="job">What is asked for; progress is told to it.</param>
    /// <param name="cancellationToken">The job was cancelled, its lease was lost, or the worker stops.</param>
    /// <returns>Counts, as a JSON object.</returns>
    /// <exception cref="JobRefusedException">It cannot be done, and would not be by trying again.</exception>
    Task<string> RunAsync(JobInHand job, CancellationToken cancellationToken);
}

/// <summary>A job that cannot be done as it is.</summary>
/// <param name="reason">A sentence for the owner, without paths.</param>
internal sealed class JobRefusedException(string reason) : Exception(reason);
