using System.Buffers.Binary;

namespace Recognize.Models.Media.Photos;

/// <summary>
/// An RGB colour profile made of three curves and a matrix, as nearly all cameras and phones write them. Converting by
/// it here costs a fraction of a general colour engine's time. Layout: ICC.1:2010.
/// </summary>
internal sealed class IccProfile
{
    private const int HeaderLength = 128;
    private const int MaxTags = 100;
    private const int LinearSteps = 8192;

    // How far a profile may be from sRGB, in steps of 255, for its pixels to be taken as they are.
    private const int UnseenDifference = 2;

    // CIE XYZ (D50) to linear sRGB, Bradford-adapted: http://www.brucelindbloom.com/Eqn_RGB_XYZ_Matrix.html.
    private static readonly float[] XyzToSrgb =
    [
        3.1338561f, -1.6168667f, -0.4906146f,
        -0.9787684f, 1.9161415f, 0.0334540f,
        0.0719453f, -0.2289914f, 1.4052427f,
    ];

    private static readonly byte[] Encoded = EncodeAll();

    private readonly float[][] _curves;
    private readonly float[] _toSrgb;

    private IccProfile(float[][] curves, float[] toSrgb)
    {
        (_curves, _toSrgb) = (curves, toSrgb);
        IsSrgb = DiffersAtMost(UnseenDifference);
    }

    /// <summary>The profile means sRGB, or what nobody can tell from it.</summary>
    internal bool IsSrgb { get; }

    /// <summary>The profile, or null when it is of another kind or damaged.</summary>
    internal static IccProfile? TryParse(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < HeaderLength + 4 || !profile[16..].StartsWith("RGB XYZ "u8))
            return null;
        var tags = new Tags(profile);
        if (tags.Has("A2B0"u8))
            return null;

        var colourants = new float[9];
        var curves = new float[3][];
        for (var channel = 0; channel < 3; channel++)
        {
            var xyz = tags.Find(channel switch { 0 => "rXYZ"u8, 1 => "gXYZ"u8, _ => "bXYZ"u8 });
            var curve = tags.Find(channel switch { 0 => "rTRC"u8, 1 => "gTRC"u8, _ => "bTRC"u8 });
            if (xyz.Length < 20 || IccCurve.TryRead(curve) is not { } read)
                return null;
            curves[channel] = read;
            for (var row = 0; row < 3; row++)
                colourants[(row * 3) + channel] = IccCurve.Fixed(xyz[(8 + (row * 4))..]);
        }
        return new IccProfile(curves, Multiply(XyzToSrgb, colourants));
    }

    /// <summary>Converts 8-bit RGB pixels to sRGB in place; colours outside it are clipped.</summary>
    internal void ConvertToSrgb(Span<byte> pixels)
    {
        var (reds, greens, blues) = (_curves[0], _curves[1], _curves[2]);
        var m = _toSrgb;
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            var (r, g, b) = (reds[pixels[i]], greens[pixels[i + 1]], blues[pixels[i + 2]]);
            pixels[i] = Encode((m[0] * r) + (m[1] * g) + (m[2] * b));
            pixels[i + 1] = Encode((m[3] * r) + (m[4] * g) + (m[5] * b));
            pixels[i + 2] = Encode((m[6] * r) + (m[7] * g) + (m[8] * b));
        }
    }

    private bool DiffersAtMost(int limit)
    {
        Span<byte> colour = stackalloc byte[3];
        for (var sample = 0; sample < 6 * 6 * 6; sample++)
        {
            var (r, g, b) = ((byte)(sample % 6 * 51), (byte)(sample / 6 % 6 * 51), (byte)(sample / 36 * 51));
            (colour[0], colour[1], colour[2]) = (r, g, b);
            ConvertToSrgb(colour);
            if (Math.Abs(colour[0] - r) > limit || Math.Abs(colour[1] - g) > limit || Math.Abs(colour[2] - b) > limit)
                return false;
        }
        return true;
    }

    private static byte Encode(float linear) =>
        Encoded[(int)((Math.Clamp(linear, 0f, 1f) * (LinearSteps - 1)) + 0.5f)];

    // IEC 61966-2-1.
    private static byte[] EncodeAll()
    {
        var encoded = new byte[LinearSteps];
        for (var i = 0; i < LinearSteps; i++)
        {
            var linear = (double)i / (LinearSteps - 1);
            var value = linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
            encoded[i] = (byte)Math.Round(value * 255);
        }
        return encoded;
    }

    private static float[] Multiply(float[] a, float[] b)
    {
        var product = new float[9];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                for (var i = 0; i < 3; i++)
                    product[(row * 3) + column] += a[(row * 3) + i] * b[(i * 3) + column];
            }
        }
        return product;
    }

    private readonly ref struct Tags(ReadOnlySpan<byte> profile)
    {
        private readonly ReadOnlySpan<byte> _profile = profile;

        internal bool Has(ReadOnlySpan<byte> signature) => !Find(signature).IsEmpty;

        internal ReadOnlySpan<byte> Find(ReadOnlySpan<byte> signature)
        {
            var count = Math.Min(MaxTags, BinaryPrimitives.ReadUInt32BigEndian(_profile[HeaderLength..]));
            for (var at = HeaderLength + 4; count-- > 0 && at + 12 <= _profile.Length; at += 12)
            {
                if (!_profile[at..].StartsWith(signature))
                    continue;
                long offset = BinaryPrimitives.ReadUInt32BigEndian(_profile[(at + 4)..]);
                long length = BinaryPrimitives.ReadUInt32BigEndian(_profile[(at + 8)..]);
                return offset + length <= _profile.Length ? _profile.Slice((int)offset, (int)length) : [];
            }
            return [];
        }
    }
}
