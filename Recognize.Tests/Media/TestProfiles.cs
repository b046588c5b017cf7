using System.Buffers.Binary;

namespace Recognize.Tests.Media;

/// <summary>Small colour profiles: three colourants (CIE XYZ, D50) and one gamma.</summary>
internal static class TestProfiles
{
    // D50-adapted primaries of SMPTE EG 432-1 with a D65 white, as in Apple's profile.
    internal static byte[] DisplayP3() => Matrix(
        [0.51512, 0.24120, -0.00105], [0.29198, 0.69225, 0.04189], [0.15710, 0.06657, 0.78407], 2.2);

    internal static byte[] Srgb() => Matrix(
        [0.43607, 0.22249, 0.01392], [0.38515, 0.71687, 0.09708], [0.14307, 0.06061, 0.71410], 2.2);

    internal static byte[] Embed(byte[] jpeg, byte[] profile)
    {
        byte[] content = [.. "ICC_PROFILE\0"u8, 1, 1, .. profile];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(content.Length + 2));
        return [.. jpeg[..2], 0xFF, 0xE2, .. length, .. content, .. jpeg[2..]];
    }

    private static byte[] Matrix(double[] red, double[] green, double[] blue, double gamma)
    {
        var tags = new (string Name, byte[] Value)[]
        {
            ("wtpt", Xyz([0.9642, 1, 0.8249])), ("rXYZ", Xyz(red)), ("gXYZ", Xyz(green)), ("bXYZ", Xyz(blue)),
            ("rTRC", Curve(gamma)), ("gTRC", Curve(gamma)), ("bTRC", Curve(gamma)),
        };
        var profile = new List<byte>(new byte[132 + (tags.Length * 12)]);
        var table = new List<byte>();
        foreach (var (name, value) in tags)
        {
            table.AddRange(name.Select(letter => (byte)letter));
            table.AddRange(Number(profile.Count));
            table.AddRange(Number(value.Length));
            profile.AddRange(value);
        }
        var bytes = profile.ToArray();
        Number(bytes.Length).CopyTo(bytes, 0);
        bytes[8] = 2;
        "mntrRGB XYZ "u8.CopyTo(bytes.AsSpan(12));
        "acsp"u8.CopyTo(bytes.AsSpan(36));
        Number(tags.Length).CopyTo(bytes, 128);
        table.CopyTo(bytes, 132);
        return bytes;
    }

    private static byte[] Xyz(double[] values) =>
        [.. "XYZ "u8, 0, 0, 0, 0, .. values.SelectMany(value => Number((int)Math.Round(value * 65536)))];

    private static byte[] Curve(double gamma)
    {
        var fixedPoint = (int)Math.Round(gamma * 256);
        return [.. "curv"u8, 0, 0, 0, 0, 0, 0, 0, 1, (byte)(fixedPoint >> 8), (byte)fixedPoint, 0, 0];
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
