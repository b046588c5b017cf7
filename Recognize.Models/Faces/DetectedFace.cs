using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>One face found in one photo, with its vector.</summary>
/// <param name="Box">Where, in fractions of the upright photo.</param>
/// <param name="Landmarks">Five points: image-left eye, image-right eye, nose, image-left and image-right mouth corner.</param>
/// <param name="Score">Detector's confidence, 0..1.</param>
/// <param name="Quality">Fitness for recognition, 0..1: size, sharpness, pose and score together.</param>
/// <param name="WidthPixels">Width of the box in pixels of the original photo.</param>
/// <param name="Embedding">Unit vector of the embedder's length; its dot product with another is their similarity.</param>
public sealed record DetectedFace(
    ImageBox Box,
    IReadOnlyList<ImagePoint> Landmarks,
    float Score,
    float Quality,
    float WidthPixels,
    float[] Embedding)
{
    /// <summary>Where in a video the face was seen, in seconds from its start; null in a photo.</summary>
    public double? TimeSeconds { get; init; }
}
