namespace Recognize.Models.Media;

/// <summary>
/// Draws a face from the front, of soft ellipses: hair, ears, skin that darkens towards its edges, eyes, brows, nose, mouth. It is
/// nobody's; detectors take it for a face, and embedders tell its tones and proportions apart.
/// </summary>
internal static class SyntheticFace
{
    private static readonly Colour Black = new(12, 10, 10);
    private static readonly Colour White = new(238, 234, 228);
    private static readonly Colour Clothes = new(60, 70, 110);
    private static readonly Colour Lips = new(176, 82, 78);
    private static readonly Colour[] Hairs = [new(40, 28, 20), new(95, 65, 35), new(70, 70, 72), new(150, 110, 60)];

    /// <param name="pixels">RGB, row by row.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    /// <param name="x">The middle of the face; parts may lie outside the picture.</param>
    /// <param name="y">The middle of the face.</param>
    /// <param name="size">Half its height, in pixels.</param>
    /// <param name="random">Tones and proportions.</param>
    public static void DrawOn(Span<byte> pixels, int width, int height, int x, int y, float size, Random random)
    {
        foreach (var patch in Patches(random))
            patch.DrawOn(pixels, width, height, x, y, size);
    }

    // Lengths are in parts of half the face's height, from its middle; what comes later lies on top.
    private static IEnumerable<Patch> Patches(Random random)
    {
        var skin = new Colour(225, 172, 140) * (0.75f + (0.3f * random.NextSingle()));
        var (hair, shade) = (Hairs[random.Next(Hairs.Length)], skin * 0.45f);
        var (wide, eyes, mouth) = (0.72f + (0.06f * random.NextSingle()), 0.30f + (0.03f * random.NextSingle()), 0.22f + (0.06f * random.NextSingle()));
        yield return new(0, 1.95f, 1.35f, 0.75f, 0.06f, 1, Clothes);
        yield return new(0, 1.05f, 0.32f, 0.5f, 0.05f, 1, skin * 0.7f);
        yield return new(0, -0.22f, wide * 1.14f, 0.98f, 0.06f, 1, hair);
        yield return new(0, 0.08f, wide, 0.98f, 0.05f, 1, skin * 0.72f);
        yield return new(0, 0.06f, wide * 0.8f, 0.85f, 0.5f, 1, skin);
        yield return new(0, -0.82f, wide * 0.88f, 0.34f, 0.1f, 1, hair);
        foreach (var side in (float[])[-1, 1])
        {
            yield return new(side * wide, 0.05f, 0.1f, 0.2f, 0.04f, 1, skin * 0.78f);
            yield return new(side * eyes, -0.08f, 0.24f, 0.16f, 0.22f, 0.4f, shade);
            yield return new(side * eyes, -0.05f, 0.135f, 0.062f, 0.03f, 1, White);
            yield return new(side * eyes, -0.05f, 0.066f, 0.062f, 0.02f, 1, new(52, 38, 28));
            yield return new(side * eyes, -0.05f, 0.03f, 0.03f, 0.02f, 1, Black);
            yield return new(side * eyes, -0.11f, 0.145f, 0.02f, 0.03f, 0.9f, hair * 0.6f);
            yield return new(side * eyes, -0.24f, 0.18f, 0.036f, 0.05f, 0.85f, hair * 0.8f);
            yield return new(side * 0.11f, 0.1f, 0.035f, 0.22f, 0.1f, 0.25f, shade);
            yield return new(side * 0.42f, 0.3f, 0.2f, 0.16f, 0.2f, 0.14f, new(215, 95, 80));
            yield return new(side * 0.075f, 0.33f, 0.045f, 0.026f, 0.03f, 0.5f, Black);
        }
        yield return new(0, 0.24f, 0.07f, 0.1f, 0.08f, 0.3f, skin * 1.2f);
        yield return new(0, 0.385f, 0.15f, 0.035f, 0.06f, 0.35f, shade);
        yield return new(0, 0.585f, mouth, 0.066f, 0.04f, 0.85f, Lips);
        yield return new(0, 0.58f, mouth * 0.95f, 0.012f, 0.03f, 0.85f, Lips * 0.4f);
        yield return new(0, 0.7f, 0.13f, 0.03f, 0.05f, 0.3f, shade);
    }

    private readonly record struct Colour(float R, float G, float B)
    {
        public static Colour operator *(Colour colour, float light) => new(colour.R * light, colour.G * light, colour.B * light);
    }

    /// <summary>An ellipse with a soft edge, lying over what is there.</summary>
    private readonly record struct Patch(
        float X, float Y, float RadiusX, float RadiusY, float Softness, float Strength, Colour Colour)
    {
        public void DrawOn(Span<byte> pixels, int width, int height, int centreX, int centreY, float size)
        {
            var (reachX, reachY) = (RadiusX + Softness, RadiusY + Softness);
            var (left, right) = ((int)(centreX + ((X - reachX) * size)), (int)(centreX + ((X + reachX) * size)));
            var (top, bottom) = ((int)(centreY + ((Y - reachY) * size)), (int)(centreY + ((Y + reachY) * size)));
            var smaller = Math.Min(RadiusX, RadiusY);
            for (var y = Math.Max(0, top); y < Math.Min(height, bottom); y++)
            {
                var down = (((y - centreY) / size) - Y) / RadiusY;
                for (var x = Math.Max(0, left); x < Math.Min(width, right); x++)
                {
                    var across = (((x - centreX) / size) - X) / RadiusX;
                    var outside = (MathF.Sqrt((across * across) + (down * down)) - 1) * smaller;
                    var part = Strength * Math.Clamp(0.5f - (outside / Softness), 0, 1);
                    if (part <= 0)
                        continue;
                    var at = ((y * width) + x) * 3;
                    pixels[at] = Mix(pixels[at], Colour.R, part);
                    pixels[at + 1] = Mix(pixels[at + 1], Colour.G, part);
                    pixels[at + 2] = Mix(pixels[at + 2], Colour.B, part);
                }
            }
        }

        private static byte Mix(byte below, float above, float part) =>
            (byte)Math.Clamp(below + ((above - below) * part), 0, 255);
    }
}
