namespace Recognize.Models.Media;

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
