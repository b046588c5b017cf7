using Recognize.Models.Media;

namespace Recognize.Models.Objects.Forms;

/// <summary>Finds captions across the top or bottom of a picture, in the two manners that memes have.</summary>
internal static class CaptionBand
{
    private const float BandShare = 0.35f;

    /// <summary>
    /// Rows, counted from the top or bottom edge, that a caption takes: white letters with a black outline over the
    /// photo, or black letters on a white bar. Zero where there is none.
    /// </summary>
    public static int Rows(PixelImage image, bool fromTop) =>
        Math.Max(OutlinedRows(image, fromTop), BarRows(image, fromTop));

    private static int OutlinedRows(PixelImage image, bool fromTop)
    {
        // A letter is at least a thirtieth of the height; the caption spans a third of the width about its middle.
        var needed = Math.Max(6, image.Height / 30);
        int lettered = 0, last = -1, left = image.Width, right = 0;
        for (var at = 0; at < image.Height * BandShare; at++)
        {
            var row = RowAt(image, at, fromTop);
            var strokes = CountOutlinedStrokes(row, image.Height, out var first, out var end);
            if (strokes < 4)
                continue;
            lettered++;
            last = at;
            left = Math.Min(left, first);
            right = Math.Max(right, end);
        }
        var middle = (left + right) / 2f / image.Width;
        return lettered >= needed && right - left >= image.Width / 3 && middle is > 0.36f and < 0.64f
            && !GoesOn(image)
            ? last + 1
            : 0;
    }

    /// <summary>Whether such strokes fill the middle of the picture, too: then it is a fence, a keyboard or a zebra.</summary>
    private static bool GoesOn(PixelImage image)
    {
        var stroked = 0;
        var (from, to) = ((int)(image.Height * 0.4f), (int)(image.Height * 0.6f));
        for (var row = from; row < to; row++)
            stroked += CountOutlinedStrokes(RowAt(image, row, fromTop: true), image.Height, out _, out _) >= 4 ? 1 : 0;
        return stroked > (to - from) / 5;
    }

    /// <summary>White strokes between black ones in a row: at most a letter's stroke wide, pure in both tones.</summary>
    private static int CountOutlinedStrokes(ReadOnlySpan<byte> row, int height, out int first, out int end)
    {
        const int White = 238;
        const int Black = 32;
        var widest = Math.Max(4, height / 16);
        int strokes = 0, black = 0, white = 0, gap = 0;
        first = row.Length;
        end = 0;
        for (var x = 0; x < row.Length / 3; x++)
        {
            int low = Math.Min(row[3 * x], Math.Min(row[(3 * x) + 1], row[(3 * x) + 2]));
            int high = Math.Max(row[3 * x], Math.Max(row[(3 * x) + 1], row[(3 * x) + 2]));
            if (low >= White)
            {
                white = gap <= 2 && black > 0 ? white + 1 : 0;
                gap = 0;
            }
            else if (high <= Black)
            {
                if (white >= 2 && white <= widest && gap <= 2)
                {
                    strokes++;
                    first = Math.Min(first, x - white);
                    end = x;
                }
                white = 0;
                black = 1;
                gap = 0;
            }
            else if (++gap > 2)
            {
                // Between outline and fill lies an edge of a pixel or two; more is another thing.
                (black, white) = (0, 0);
            }
        }
        return strokes;
    }

    private static int BarRows(PixelImage image, bool fromTop)
    {
        int rows = 0, lettered = 0, empty = 0;
        for (; rows < image.Height * BandShare; rows++)
        {
            var (white, strokes) = BlackOnWhite(RowAt(image, rows, fromTop));
            if (white < 0.45f)
                break;
            lettered += strokes >= 4 ? 1 : 0;
            empty += white > 0.98f ? 1 : 0;
        }
        // A bar that never ends is a page; one without letters is a border, one without margins a fence before a sky.
        return rows >= image.Height / 14 && rows < image.Height * BandShare - 1
            && lettered >= rows / 6 && empty >= rows / 6
            ? rows
            : 0;
    }

    /// <summary>How much of a row is pure white, and how many strokes, no wider than a letter's, stand on it.</summary>
    private static (float White, int Strokes) BlackOnWhite(ReadOnlySpan<byte> row)
    {
        const int White = 240;
        const int Black = 80;
        var widest = row.Length / 3 / 16;
        int white = 0, strokes = 0, black = 0;
        for (var at = 0; at < row.Length; at += 3)
        {
            if (row[at] >= White && row[at + 1] >= White && row[at + 2] >= White)
            {
                white++;
                strokes += black > 0 && black <= widest ? 1 : 0;
                black = 0;
            }
            else if (row[at] <= Black && row[at + 1] <= Black && row[at + 2] <= Black)
            {
                black++;
            }
        }
        return (white * 3f / row.Length, strokes);
    }

    private static ReadOnlySpan<byte> RowAt(PixelImage image, int at, bool fromTop)
    {
        var stride = image.Width * 3;
        return image.Pixels.Slice((fromTop ? at : image.Height - 1 - at) * stride, stride);
    }
}
