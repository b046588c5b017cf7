namespace Recognize.Worker.Analysis;

/// <summary>One worker process: its leases carry this id, and an advisory lock of the same id proves that it lives.</summary>
internal sealed class WorkerIdentity
{
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>First key of the advisory locks of workers, so that they meet no other lock ("rcgw").</summary>
    public const int LockClass = 0x72636777;

    /// <summary>SQL for the second key of a worker's advisory lock, from its id.</summary>
    public static string LockKeySql(string idExpression) => $"hashtext({idExpression}::text)";
}
