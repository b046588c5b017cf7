using Recognize.Models.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Objects.Forms;

/// <summary>Letters of 5 x 7 dots, and grounds to put them on; the same every time.</summary>
internal static class DrawnText
{
    private const int CellWidth = 6;
    private const int CellHeight = 10;

    // Rows of A E H N O R S T from the top, five bits each.
    private static readonly byte[][] Letters =
    [
        [14, 17, 17, 31, 17, 17, 17], [31, 16, 16, 30, 16, 16, 31], [17, 17, 17, 31, 17, 17, 17],
        [17, 25, 21, 19, 17, 17, 17], [14, 17, 17, 17, 17, 17, 14], [30, 17, 17, 30, 20, 18, 17],
        [15, 16, 16, 14, 1, 1, 30], [31, 4, 4, 4, 4, 4, 4],
    ];

    /// <summary>Whether a dot of running text lies at a place; words of up to seven letters.</summary>
    /// <param name="x">Pixels from the left of the text.</param>
    /// <param name="y">Pixels from its top.</param>
    /// <param name="dot">Pixels of a dot.</param>
    public static bool IsInk(int x, int y, int dot)
    {
        if (x < 0 || y < 0)
            return false;
        var (column, row) = (x / dot / CellWidth, y / dot / CellHeight);
        var (dotX, dotY) = ((x / dot) % CellWidth, (y / dot) % CellHeight);
        if (dotX >= 5 || dotY >= 7 || Noise(column / 8, row) % 7 < column % 8 - 2)
            return false;
        return (Letters[Noise(column, row) % Letters.Length][dotY] >> (4 - dotX) & 1) != 0;
    }

    /// <summary>The height of a line, in pixels.</summary>
    public static int LineHeight(int dot) => CellHeight * dot;

    /// <summary>Something like a photo: soft shapes, and the noise that every sensor adds.</summary>
    public static (byte Red, byte Green, byte Blue) Photo(int x, int y)
    {
        var noise = (Noise(x, y) % 13) - 6;
        return (
            Tone(120 + (70 * Math.Sin(x / 61.0)) + noise),
            Tone(110 + (60 * Math.Sin((x + y) / 83.0)) + noise),
            Tone(90 + (50 * Math.Cos(y / 47.0)) + noise));
    }

    public static byte Tone(double value) => (byte)Math.Clamp(value, 0, 255);

    public static int Noise(int x, int y)
    {
        var mixed = (uint)((x * 73856093) ^ (y * 19349663));
        mixed = (mixed ^ (mixed >> 13)) * 1274126177;
        return (int)((mixed ^ (mixed >> 16)) & 0x7fffffff);
    }

    /// <summary>A picture with a caption of white letters in black outlines.</summary>
    public static PixelImage Captioned(int width, int height, int top, int lines, int dot) =>
        DrawnImage.Draw(width, height, (x, y) =>
        {
            var (left, above) = (x - (width / 8), y - top);
            if (x > width * 7 / 8 || above > LineHeight(dot) * lines || above < -dot)
                return Photo(x, y);
            if (IsInk(left, above, dot))
                return (255, 255, 255);
            var outline = Math.Max(2, dot / 2);
            return IsInk(left - outline, above, dot) || IsInk(left + outline, above, dot)
                || IsInk(left, above - outline, dot) || IsInk(left, above + outline, dot)
                ? ((byte)0, (byte)0, (byte)0)
                : Photo(x, y);
        });
}
