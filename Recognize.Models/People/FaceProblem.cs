namespace Recognize.Models.People;

/// <summary>Why a face that a user drew or placed could not be described. Stored in <c>face_problems</c>.</summary>
public sealed class FaceProblem
{
    public required Guid FaceId { get; init; }

    /// <summary>The face models that were to describe it; others try at once.</summary>
    public required string PackVersion { get; set; }

    /// <summary>A sentence for the owner.</summary>
    public required string Reason { get; set; }

    /// <summary>When it is worth another try.</summary>
    public required DateTimeOffset RetryAt { get; set; }
}
