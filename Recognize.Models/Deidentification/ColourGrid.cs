using System.Numerics;
using Recognize.Models.Media;

namespace Recognize.Models.Deidentification;

/// <summary>Mean colours of the squares that a part of an image is divided into: all that a cover knows of what it hides.</summary>
internal sealed class ColourGrid
{
    private readonly Vector3[] _colours;
    private readonly float _left, _top, _cell;

    private ColourGrid(float left, float top, float cell, int columns, int rows)
    {
        (_left, _top, _cell, Columns, Rows) = (left, top, cell, columns, rows);
        _colours = new Vector3[columns * rows];
    }

    public int Columns { get; }

    public int Rows { get; }

    /// <summary>Reads the squares of a region; those that lie across the image's edge have the mean of what is inside.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="region">What the squares fill at least.</param>
    /// <param name="cell">Side of a square in pixels, 2 at least.</param>
    /// <param name="border">Squares more on each side.</param>
    public static ColourGrid Read(PixelImage image, in CoverRegion region, float cell, int border)
    {
        cell = Math.Max(cell, 2);
        var (halfWidth, halfHeight) = (region.HalfWidth * CoverRegion.FadedAt, region.HalfHeight * CoverRegion.FadedAt);
        var columns = (int)MathF.Ceiling(2 * halfWidth / cell) + (2 * border);
        var rows = (int)MathF.Ceiling(2 * halfHeight / cell) + (2 * border);
        var grid = new ColourGrid(
            region.X - halfWidth - (border * cell), region.Y - halfHeight - (border * cell), cell, columns, rows);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                grid._colours[(row * columns) + column] = CoverPaint.Mean(image.Pixels, image.Width, grid.Area(column, row, image));
        }
        return grid;
    }

    public Vector3 this[int column, int row] => _colours[(row * Columns) + column];

    /// <summary>The square that a pixel lies in.</summary>
    public Vector3 At(int x, int y) => this[
        Math.Clamp((int)((x + 0.5f - _left) / _cell), 0, Columns - 1),
        Math.Clamp((int)((y + 0.5f - _top) / _cell), 0, Rows - 1)];

    /// <summary>The colour at a pixel when the squares' middles are joined by even slopes.</summary>
    public Vector3 Between(int x, int y)
    {
        var across = Math.Clamp(((x + 0.5f - _left) / _cell) - 0.5f, 0, Columns - 1);
        var down = Math.Clamp(((y + 0.5f - _top) / _cell) - 0.5f, 0, Rows - 1);
        var (column, row) = ((int)across, (int)down);
        var (nextColumn, nextRow) = (Math.Min(column + 1, Columns - 1), Math.Min(row + 1, Rows - 1));
        return Vector3.Lerp(
            Vector3.Lerp(this[column, row], this[nextColumn, row], across - column),
            Vector3.Lerp(this[column, nextRow], this[nextColumn, nextRow], across - column),
            down - row);
    }

    /// <summary>Adds noise to each square.</summary>
    /// <param name="noise">Of one colour.</param>
    /// <param name="times">How much more of it.</param>
    public void Add(CoverNoise noise, float times = 1)
    {
        for (var at = 0; at < _colours.Length; at++)
            _colours[at] = _colours[at] + (noise.Next() * times);
    }

    /// <summary>How many times less noise is left of that in single squares when they are smoothed.</summary>
    /// <param name="deviation">In squares.</param>
    public static float QuietedBy(float deviation) => 2 * MathF.Sqrt(MathF.PI) * deviation;

    /// <summary>Smooths the colours by a Gaussian; beyond the grid its edge is repeated.</summary>
    /// <param name="deviation">In squares.</param>
    public void Smooth(float deviation)
    {
        var reach = (int)MathF.Ceiling(3 * deviation);
        var weights = new float[(2 * reach) + 1];
        for (var i = -reach; i <= reach; i++)
            weights[i + reach] = MathF.Exp(-(i * i) / (2 * deviation * deviation));
        var sum = weights.Sum();
        var passed = new Vector3[_colours.Length];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var total = Vector3.Zero;
                for (var i = -reach; i <= reach; i++)
                    total += this[Math.Clamp(column + i, 0, Columns - 1), row] * weights[i + reach];
                passed[(row * Columns) + column] = total / sum;
            }
        }
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var total = Vector3.Zero;
                for (var i = -reach; i <= reach; i++)
                    total += passed[(Math.Clamp(row + i, 0, Rows - 1) * Columns) + column] * weights[i + reach];
                _colours[(row * Columns) + column] = total / sum;
            }
        }
    }

    /// <summary>The pixels of a square that the image has; of one that lies outside, the nearest pixel.</summary>
    private PixelBounds Area(int column, int row, PixelImage image)
    {
        var (left, right) = Span(_left, column, image.Width);
        var (top, bottom) = Span(_top, row, image.Height);
        return new PixelBounds(left, top, right, bottom);
    }

    private (int From, int To) Span(float start, int index, int length)
    {
        var from = Math.Clamp((int)MathF.Round(start + (index * _cell)), 0, length - 1);
        return (from, Math.Clamp((int)MathF.Round(start + ((index + 1) * _cell)), from + 1, length));
    }
}
