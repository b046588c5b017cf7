using System.Runtime.CompilerServices;
using Recognize.Models.Media;

namespace Recognize.Models.Objects.Forms;

/// <summary>A picture as cells of 8 x 8 pixels, each with what tells paper, text and drawn surfaces from photographed ones.</summary>
internal sealed class PictureGrid
{
    private const int CellPixels = 8;

    /// <summary>Rows of a cell that are looked at: every other one tells as much.</summary>
    private const int RowStep = 2;

    private readonly CellKind[] _cells;

    private PictureGrid(int columns, int rows)
    {
        Columns = columns;
        Rows = rows;
        _cells = new CellKind[columns * rows];
    }

    [Flags]
    private enum CellKind : byte
    {
        None = 0,

        /// <summary>All pixels the same: drawn, not photographed.</summary>
        Exact = 1,

        /// <summary>Light, colourless and even: paper.</summary>
        Paper = 2,

        /// <summary>Dark strokes on a light, colourless ground.</summary>
        Ink = 4,

        /// <summary>Strokes of one colour on a plain ground of another, whichever is lighter.</summary>
        Glyph = 8,
    }

    public int Columns { get; }

    public int Rows { get; }

    /// <summary>Fraction of the cells whose pixels are all the same.</summary>
    public float ExactShare => Share(CellKind.Exact);

    /// <summary>Fraction of the cells that hold drawn strokes on a plain ground.</summary>
    public float GlyphShare => Share(CellKind.Glyph);

    public static PictureGrid Of(PixelImage image)
    {
        var grid = new PictureGrid(Math.Max(1, image.Width / CellPixels), Math.Max(1, image.Height / CellPixels));
        if (image.Width < CellPixels || image.Height < CellPixels)
            return grid;
        for (var row = 0; row < grid.Rows; row++)
        {
            for (var column = 0; column < grid.Columns; column++)
                grid._cells[(row * grid.Columns) + column] = Look(image, column * CellPixels, row * CellPixels);
        }
        return grid;
    }

    /// <summary>The largest connected area of paper and ink, which may hold small islands of anything else.</summary>
    public PaperArea LargestPaper()
    {
        var seen = new bool[_cells.Length];
        var largest = new PaperArea(0, 0, 0, 0, 0);
        var open = new Stack<int>();
        for (var start = 0; start < _cells.Length; start++)
        {
            if (seen[start] || !IsPage(start))
                continue;
            int cells = 0, ink = 0, inLines = 0, printed = 0;
            seen[start] = true;
            open.Push(start);
            while (open.TryPop(out var cell))
            {
                cells++;
                if (_cells[cell].HasFlag(CellKind.Ink))
                {
                    ink++;
                    inLines += IsInLine(cell) ? 1 : 0;
                    printed += _cells[cell].HasFlag(CellKind.Glyph) ? 1 : 0;
                }
                foreach (var next in Neighbours(cell))
                {
                    if (!seen[next] && IsPage(next))
                    {
                        seen[next] = true;
                        open.Push(next);
                    }
                }
            }
            if (cells > largest.Cells)
                largest = new PaperArea(cells, ink, inLines, printed, (float)cells / _cells.Length);
        }
        return largest;
    }

    private bool IsPage(int cell) => (_cells[cell] & (CellKind.Paper | CellKind.Ink)) != 0;

    /// <summary>Whether ink goes on to the left or right for the length of a word or two.</summary>
    private bool IsInLine(int cell)
    {
        const int WordCells = 4;
        var first = cell - (cell % Columns);
        int left = cell, right = cell;
        while (left > first && _cells[left - 1].HasFlag(CellKind.Ink))
            left--;
        while (right < first + Columns - 1 && _cells[right + 1].HasFlag(CellKind.Ink))
            right++;
        return right - left + 1 >= WordCells;
    }

    private IEnumerable<int> Neighbours(int cell)
    {
        var column = cell % Columns;
        if (column > 0)
            yield return cell - 1;
        if (column < Columns - 1)
            yield return cell + 1;
        if (cell >= Columns)
            yield return cell - Columns;
        if (cell < _cells.Length - Columns)
            yield return cell + Columns;
    }

    private float Share(CellKind kind) => (float)_cells.Count(cell => cell.HasFlag(kind)) / _cells.Length;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static CellKind Look(PixelImage image, int left, int top)
    {
        Span<byte> light = stackalloc byte[CellPixels * CellPixels / RowStep];
        int low = 255, high = 0, highColour = 0, colour = 0;
        for (var y = 0; y < CellPixels; y += RowStep)
        {
            var row = image.Pixels.Slice((((top + y) * image.Width) + left) * 3, CellPixels * 3);
            for (var x = 0; x < CellPixels; x++)
            {
                int red = row[3 * x], green = row[(3 * x) + 1], blue = row[(3 * x) + 2];
                // Rec. 601 weights in 256ths.
                var luma = ((77 * red) + (150 * green) + (29 * blue)) >> 8;
                var chroma = Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue));
                light[((y / RowStep) * CellPixels) + x] = (byte)luma;
                low = Math.Min(low, luma);
                colour = Math.Max(colour, chroma);
                if (luma > high)
                    (high, highColour) = (luma, chroma);
            }
        }
        return Judge(light, low, high, highColour, colour);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static CellKind Judge(ReadOnlySpan<byte> light, int low, int high, int highColour, int colour)
    {
        const int PaperLight = 130;
        const int PaperColour = 45;
        const int EvenRange = 24;
        const int InkContrast = 60;
        var range = high - low;
        var kind = range == 0 ? CellKind.Exact : CellKind.None;
        if (high >= PaperLight && range <= EvenRange && colour <= PaperColour)
            return kind | CellKind.Paper;
        if (range < InkContrast)
            return kind;

        int dark = 0, plain = 0, crossings = 0;
        var middle = low + (range / 2);
        for (var at = 0; at < light.Length; at++)
        {
            dark += light[at] < middle ? 1 : 0;
            // Near either end of the range: print has two tones, a photographed texture has all between.
            plain += light[at] > high - (range / 5) || light[at] < low + (range / 5) ? 1 : 0;
            if (at % CellPixels > 0 && light[at] < middle != light[at - 1] < middle)
                crossings++;
        }
        var rows = light.Length / CellPixels;
        var darkShare = (float)dark / light.Length;
        // Letters of ordinary size have an edge or so in the width of a cell; half the rows may fall between lines.
        var isStroked = crossings >= rows / 2 && darkShare is > 0.04f and < 0.96f;
        if (isStroked && high >= PaperLight && highColour <= PaperColour && darkShare < 0.6f)
            kind |= CellKind.Ink;
        if (isStroked && plain >= 0.6f * light.Length)
            kind |= CellKind.Glyph;
        return kind;
    }
}

/// <summary>An area of paper with print on it, counted in cells.</summary>
/// <param name="Cells">Its size.</param>
/// <param name="Ink">Those of its cells that hold strokes.</param>
/// <param name="InLines">Those of the strokes that go on to the left or right, as words in a line do.</param>
/// <param name="Printed">Those of the strokes that have two tones with little between, as print has and stone has not.</param>
/// <param name="Share">Its size as a fraction of the picture.</param>
internal readonly record struct PaperArea(int Cells, int Ink, int InLines, int Printed, float Share);
