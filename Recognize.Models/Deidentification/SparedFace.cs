using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Deidentification;

/// <summary>
/// The pixels of a face that stays readable, taken before others are covered: what is covered around a face reaches over
/// its neighbours. They are put back where no covered face itself is.
/// </summary>
internal sealed class SparedFace
{
    private readonly PixelBounds _bounds;
    private readonly ScoredBox _box;
    private readonly byte[] _pixels;

    /// <param name="image">Before anything is covered.</param>
    /// <param name="box">Of the face, in pixels.</param>
    public SparedFace(PixelImage image, ScoredBox box)
    {
        _box = box;
        _bounds = new PixelBounds(
            (int)Math.Clamp(box.X, 0, image.Width), (int)Math.Clamp(box.Y, 0, image.Height),
            (int)Math.Clamp(box.X + box.Width, 0, image.Width), (int)Math.Clamp(box.Y + box.Height, 0, image.Height));
        var width = Math.Max(0, _bounds.Right - _bounds.Left);
        _pixels = new byte[width * Math.Max(0, _bounds.Bottom - _bounds.Top) * 3];
        for (var y = _bounds.Top; y < _bounds.Bottom && width > 0; y++)
            image.Pixels.Slice(((y * image.Width) + _bounds.Left) * 3, width * 3).CopyTo(_pixels.AsSpan((y - _bounds.Top) * width * 3));
    }

    /// <summary>Puts the face back, in the oval that its box holds.</summary>
    /// <param name="image">After the others were covered.</param>
    /// <param name="covered">Boxes of the covered faces, without what is covered around them.</param>
    public void PutBack(PixelImage image, IReadOnlyList<ScoredBox> covered)
    {
        var width = _bounds.Right - _bounds.Left;
        for (var y = _bounds.Top; y < _bounds.Bottom; y++)
        {
            for (var x = _bounds.Left; x < _bounds.Right; x++)
            {
                if (!IsInOval(x, y) || covered.Any(box => x >= box.X - 1 && x <= box.X + box.Width && y >= box.Y - 1 && y <= box.Y + box.Height))
                    continue;
                _pixels.AsSpan((((y - _bounds.Top) * width) + x - _bounds.Left) * 3, 3)
                    .CopyTo(image.Pixels[(((y * image.Width) + x) * 3)..]);
            }
        }
    }

    private bool IsInOval(int x, int y)
    {
        var across = (x + 0.5f - _box.X - (_box.Width / 2)) / (_box.Width / 2);
        var down = (y + 0.5f - _box.Y - (_box.Height / 2)) / (_box.Height / 2);
        return (across * across) + (down * down) <= 1;
    }
}
