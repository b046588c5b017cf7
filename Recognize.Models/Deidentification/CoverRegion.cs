using Recognize.Models.Inference;

namespace Recognize.Models.Deidentification;

/// <summary>
/// What is covered around a face: its box widened on all sides, so that forehead, chin, ears and hairline go with it,
/// whichever way the head lies. Inside nothing of the photo is left; beyond the outline the cover fades out.
/// </summary>
/// <param name="X">Centre, in pixels of the image.</param>
/// <param name="Y">Centre, in pixels of the image.</param>
/// <param name="HalfWidth">From the centre to the outline, in pixels.</param>
/// <param name="HalfHeight">From the centre to the outline, in pixels.</param>
/// <param name="FaceSize">Longer side of the face's box, in pixels: what strengths are relative to.</param>
/// <param name="Shape">The outline.</param>
internal readonly record struct CoverRegion(
    float X, float Y, float HalfWidth, float HalfHeight, float FaceSize, CoverShape Shape)
{
    /// <summary>
    /// How far the outline lies beyond the face's box, in fractions of its longer side. An ellipse this wide holds the
    /// whole box for sides up to twice as long as each other.
    /// </summary>
    public const float Margin = 0.4f;

    /// <summary>Where the cover has faded out, in fractions of the half sides; 1 is the outline.</summary>
    public const float FadedAt = 1.1f;

    /// <summary>The region of a face.</summary>
    /// <param name="face">Its box, in pixels of the image.</param>
    /// <param name="shape">The outline.</param>
    public static CoverRegion Around(in ScoredBox face, CoverShape shape = CoverShape.Ellipse)
    {
        var size = Math.Max(face.Width, face.Height);
        return new CoverRegion(
            face.X + (face.Width / 2), face.Y + (face.Height / 2),
            (face.Width / 2) + (Margin * size), (face.Height / 2) + (Margin * size), size, shape);
    }

    /// <summary>The pixels of an image that the cover may change; empty when it lies outside.</summary>
    public PixelBounds Bounds(int width, int height) => new(
        (int)Math.Clamp(MathF.Floor(X - (HalfWidth * FadedAt)), 0, width),
        (int)Math.Clamp(MathF.Floor(Y - (HalfHeight * FadedAt)), 0, height),
        (int)Math.Clamp(MathF.Ceiling(X + (HalfWidth * FadedAt)), 0, width),
        (int)Math.Clamp(MathF.Ceiling(Y + (HalfHeight * FadedAt)), 0, height));

    /// <summary>How much of a pixel is covered: 1 inside the outline, falling to 0 beyond it.</summary>
    public float CoverageAt(int x, int y)
    {
        var across = MathF.Abs(x + 0.5f - X) / HalfWidth;
        var down = MathF.Abs(y + 0.5f - Y) / HalfHeight;
        var distance = Shape == CoverShape.Ellipse
            ? MathF.Sqrt((across * across) + (down * down))
            : MathF.Max(across, down);
        return Math.Clamp((FadedAt - distance) / (FadedAt - 1), 0, 1);
    }
}

/// <summary>A rectangle of pixels; the right and lower edges are not part of it.</summary>
internal readonly record struct PixelBounds(int Left, int Top, int Right, int Bottom)
{
    public bool IsEmpty => Right <= Left || Bottom <= Top;
}
