using Recognize.Models.Jobs;

namespace Recognize.Worker.Limits;

/// <summary>Why no work is taken now.</summary>
/// <param name="Status"><see cref="WorkerStatus.Yielding"/> or <see cref="WorkerStatus.Blocked"/>.</param>
/// <param name="Reason">A sentence for the owner.</param>
internal sealed record HoldBack(WorkerStatus Status, string Reason);

/// <summary>What a worker is doing, for its announcement.</summary>
/// <param name="Status">As it is announced.</param>
/// <param name="Reason">A sentence for the owner when it holds back, or works otherwise than usual; else null.</param>
internal sealed record WorkerStanding(WorkerStatus Status, string? Reason);
