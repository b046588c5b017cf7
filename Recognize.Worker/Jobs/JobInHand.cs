namespace Recognize.Worker.Jobs;

/// <summary>A job that this worker holds.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Kind">One of <see cref="Recognize.Models.Jobs.JobKinds"/>.</param>
/// <param name="OwnerId">Whose work it is; null for the system's own.</param>
/// <param name="LibraryId">The library it is about, if any.</param>
/// <param name="Subject">What else the kind needs to know.</param>
/// <param name="Attempts">Passing failures before this run.</param>
internal sealed record JobInHand(Guid Id, string Kind, Guid? OwnerId, Guid? LibraryId, string Subject, int Attempts)
{
    private long _done = -1;
    private long _total = -1;

    /// <summary>Steps done; null when the job has told nothing.</summary>
    public long? Done => Interlocked.Read(ref _done) is var done and >= 0 ? done : null;

    /// <summary>Steps in all; null when that is not known.</summary>
    public long? Total => Interlocked.Read(ref _total) is var total and >= 0 ? total : null;

    /// <summary>The owner of a job that always has one.</summary>
    /// <exception cref="JobRefusedException">Whoever asked for it gave none.</exception>
    public Guid RequireOwner() => OwnerId ?? throw new JobRefusedException($"A job of kind '{Kind}' needs an owner.");

    /// <summary>Tells how far it is; may be called often, from any thread.</summary>
    public void Report(long done, long? total)
    {
        Interlocked.Exchange(ref _total, total ?? -1);
        Interlocked.Exchange(ref _done, done);
    }
}
