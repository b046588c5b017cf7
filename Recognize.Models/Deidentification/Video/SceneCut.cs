using Recognize.Models.Media;

namespace Recognize.Models.Deidentification.Video;

/// <summary>Notices where a video cuts to another scene, frame by frame.</summary>
internal sealed class SceneCut
{
    private const int Columns = 24, Rows = 16;

    /// <summary>Mean difference of brightness, 0..255, that no movement within a scene comes to.</summary>
    private const double Different = 30;

    private readonly double[] _last = new double[Columns * Rows];
    private bool _hasLast;

    /// <summary>Whether a new scene begins with this frame; the first frame begins none.</summary>
    public bool IsNext(PixelImage frame)
    {
        double sum = 0;
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var brightness = Brightness(frame, column, row);
                sum += Math.Abs(brightness - _last[(row * Columns) + column]);
                _last[(row * Columns) + column] = brightness;
            }
        }
        var isNext = _hasLast && sum / _last.Length > Different;
        _hasLast = true;
        return isNext;
    }

    private static double Brightness(PixelImage frame, int column, int row)
    {
        var area = new PixelBounds(
            column * frame.Width / Columns, row * frame.Height / Rows, 0, 0);
        area = area with
        {
            Right = Math.Max(area.Left + 1, (column + 1) * frame.Width / Columns),
            Bottom = Math.Max(area.Top + 1, (row + 1) * frame.Height / Rows),
        };
        var mean = CoverPaint.Mean(frame.Pixels, frame.Width, area);
        return (0.299 * mean.X) + (0.587 * mean.Y) + (0.114 * mean.Z);
    }
}
