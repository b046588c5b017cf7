using Recognize.Models.Media.Photos;

namespace Recognize.Models.Media;

/// <summary>
/// Draws photos that cost as much to read and decode as a camera's: colour gradients, soft shapes, and the grain of a
/// sensor, which is what makes a file large. Large ones show up to three drawn faces; there is nothing else to recognise.
/// </summary>
public static class SyntheticPhoto
{
    /// <summary>As cameras and telephones write them: 3 to 6 MB for 12 million pixels of this grain.</summary>
    private const int JpegQuality = 88;

    /// <summary>As telephones write them: 1.5 to 3 MB for 12 million pixels.</summary>
    private const int HeifQuality = 55;

    private static readonly DateTime TakenAt = new(2024, 5, 1, 12, 0, 0, DateTimeKind.Unspecified);

    private const int Shapes = 24;
    private const int MostFaces = 3;

    /// <summary>Smaller photos show no faces: those would be too small to be found.</summary>
    private const int LeastForFaces = 600;

    private const int MostNoise = 1 << 20;

    /// <summary>
    /// Writes one photo, with a camera's metadata where the format is JPEG; the same seed gives the same pixels.
    /// </summary>
    /// <param name="path">The ending tells the format: .jpg, .png or .heic.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="seed">Of all that is random in it.</param>
    /// <returns>False when this machine cannot encode the format.</returns>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public static bool Write(string path, int width, int height, int seed)
    {
        using var image = Draw(width, height, new Random(seed));
        var bytes = Path.GetExtension(path) switch
        {
            ".jpg" => CameraExif.AddTo(JpegEncoder.Encode(image, JpegQuality), TakenAt.AddMinutes(seed)),
            ".png" => PngEncoder.Encode(image),
            ".heic" => HeifEncoder.TryEncode(image, HeifQuality),
            var other => throw new ArgumentException($"Photos of the format {other} are not drawn.", nameof(path)),
        };
        if (bytes is not null)
            File.WriteAllBytes(path, bytes);
        return bytes is not null;
    }

    private static PixelImage Draw(int width, int height, Random random)
    {
        var image = PixelImage.Rent(width, height);
        var (from, to) = (RandomColour(random), RandomColour(random));
        var shapes = Enumerable.Range(0, Shapes).Select(_ => new Shape(
            random.Next(width), random.Next(height), random.Next(width / 20, width / 4), RandomColour(random))).ToArray();
        // A small photo has less grain than is drawn for a large one, where rows take turns with it.
        var noise = MakeNoise(random, Math.Min(MostNoise, width * height * 3));
        var pixels = image.Pixels;
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Slice(y * width * 3, width * 3);
            DrawGradient(row, from, to, (float)y / height);
            foreach (var shape in shapes)
                shape.DrawOn(row, width, y);
        }
        DrawFaces(pixels, width, height, random);
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Slice(y * width * 3, width * 3);
            var at = random.Next(noise.Length - row.Length);
            for (var i = 0; i < row.Length; i++)
                row[i] = (byte)Math.Clamp(row[i] + noise[at + i], 0, 255);
        }
        return image;
    }

    /// <summary>Side by side, as on a picture of friends.</summary>
    private static void DrawFaces(Span<byte> pixels, int width, int height, Random random)
    {
        if (Math.Min(width, height) < LeastForFaces)
            return;
        // The low digits: neighbouring seeds begin with numbers of about the same size.
        var count = random.Next() % (MostFaces + 1);
        for (var face = 1; face <= count; face++)
        {
            var size = height * (0.08f + (0.06f * random.NextSingle()));
            SyntheticFace.DrawOn(pixels, width, height, width * face / (count + 1), height * random.Next(40, 60) / 100, size, random);
        }
    }

    private static void DrawGradient(Span<byte> row, (int R, int G, int B) from, (int R, int G, int B) to, float down)
    {
        for (var x = 0; x < row.Length; x += 3)
        {
            var part = ((float)x / row.Length + down) / 2;
            row[x] = (byte)(from.R + ((to.R - from.R) * part));
            row[x + 1] = (byte)(from.G + ((to.G - from.G) * part));
            row[x + 2] = (byte)(from.B + ((to.B - from.B) * part));
        }
    }

    // The sum of three even draws lies close to a bell curve, as the noise of a sensor does.
    private static sbyte[] MakeNoise(Random random, int length)
    {
        var noise = new sbyte[length];
        for (var i = 0; i < noise.Length; i++)
            noise[i] = (sbyte)(random.Next(-10, 11) + random.Next(-10, 11) + random.Next(-10, 11));
        return noise;
    }

    private static (int R, int G, int B) RandomColour(Random random) =>
        (random.Next(256), random.Next(256), random.Next(256));

    /// <summary>A disc whose colour shines through what lies below.</summary>
    private readonly record struct Shape(int X, int Y, int Radius, (int R, int G, int B) Colour)
    {
        public void DrawOn(Span<byte> row, int width, int y)
        {
            var half = (Radius * Radius) - ((y - Y) * (y - Y));
            if (half <= 0)
                return;
            var reach = (int)Math.Sqrt(half);
            var end = Math.Min(width, X + reach) * 3;
            for (var x = Math.Max(0, X - reach) * 3; x < end; x += 3)
            {
                row[x] = (byte)((row[x] + Colour.R) / 2);
                row[x + 1] = (byte)((row[x + 1] + Colour.G) / 2);
                row[x + 2] = (byte)((row[x + 2] + Colour.B) / 2);
            }
        }
    }
}
