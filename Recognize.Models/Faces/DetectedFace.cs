namespace Recognize.Models.Faces;

/// <summary>A point in an image, in fractions of its upright width and height (0..1).</summary>
public readonly record struct ImagePoint(float X, float Y);

/// <summary>A box in an image, in fractions of its upright width and height; may reach a little outside 0..1.</summary>
public readonly record struct ImageBox(float X, float Y, float Width, float Height)
{
    /// <summary>Intersection over union with another box, 0..1.</summary>
    public float Overlap(ImageBox other)
    {
        var width = Math.Min(X + Width, other.X + other.Width) - Math.Max(X, other.X);
        var height = Math.Min(Y + Height, other.Y + other.Height) - Math.Max(Y, other.Y);
        if (width <= 0 || height <= 0)
            return 0;
        var intersection = width * height;
        return intersection / ((Width * Height) + (other.Width * other.Height) - intersection);
    }
}

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
    float[] Embedding);
