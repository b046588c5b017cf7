namespace Recognize.Models.Jobs;

/// <summary>Work that somebody asks for.</summary>
/// <param name="Kind">One of <see cref="JobKinds"/>.</param>
/// <param name="OwnerId">Whose work it is; null for the system's own.</param>
/// <param name="LibraryId">The library it is about, if any.</param>
/// <param name="Subject">What the kind needs to know besides, such as a path within the library.</param>
/// <param name="RequestedBy">A user's name, or which part of the system asks.</param>
/// <param name="Priority">Lower is sooner; see <see cref="JobPriorities"/>.</param>
public sealed record JobRequest(
    string Kind, Guid? OwnerId, Guid? LibraryId, string Subject, string RequestedBy, short Priority = JobPriorities.Normal)
{
    /// <summary>Whose data it is about, where that is not <see cref="OwnerId"/>; see <see cref="JobRun.AboutId"/>.</summary>
    public Guid? AboutId { get; init; }

    /// <summary>Equal for requests for the same work.</summary>
    public string WorkKey => $"{Kind}|{OwnerId}|{LibraryId}|{Subject}";
}

/// <summary>Which jobs go first.</summary>
public static class JobPriorities
{
    /// <summary>Somebody waits for it.</summary>
    public const short Asked = -10;

    public const short Normal = 0;

    /// <summary>House-keeping.</summary>
    public const short Idle = 10;
}
