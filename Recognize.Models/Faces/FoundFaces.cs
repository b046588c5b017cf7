namespace Recognize.Models.Faces;

/// <summary>Faces that were detected in an image and not described yet.</summary>
public sealed class FoundFaces
{
    internal FoundFaces(IReadOnlyList<FaceCandidate> candidates) => Candidates = candidates;

    public int Count => Candidates.Count;

    internal IReadOnlyList<FaceCandidate> Candidates { get; }
}
