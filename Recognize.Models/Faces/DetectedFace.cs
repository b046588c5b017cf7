using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>One face found in one photo, with its vector.</summary>
/// <param name="Box">Where, in fractions of the upright photo.</param>
/// <param name="Landmarks">
/// Five points: left eye, right eye, nose, left and right mouth corner, as seen when the face is turned upright.
/// </param>
/// <param name="Score">Detector's confidence, 0..1.</param>
/// <param name="Quality">Fitness for recognition, 0..1: what size, sharpness, pose, score and the embedder's view come to.</param>
/// <param name="SizePixels">Longer side of the box in pixels of the original photo.</param>
/// <param name="Sharpness">0 (blurred) to 1.</param>
/// <param name="Frontality">0 (profile) to 1 (looks into the camera).</param>
/// <param name="Embedding">Unit vector of the embedder's length; its dot product with another is their similarity.</param>
public sealed record DetectedFace(
    ImageBox Box,
    IReadOnlyList<ImagePoint> Landmarks,
    float Score,
    float Quality,
    float SizePixels,
    float Sharpness,
    float Frontality,
    float[] Embedding)
{
    /// <summary>Where in a video the face was seen, in seconds from its start; null in a photo.</summary>
    public double? TimeSeconds { get; init; }

    /// <summary>Where else in a video the same face was seen, in frames that were less fit to describe it.</summary>
    public IReadOnlyList<(ImageBox Box, double? TimeSeconds)> AlsoAt { get; init; } = [];
}
