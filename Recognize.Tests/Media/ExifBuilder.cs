using System.Buffers.Binary;
using System.Text;

namespace Recognize.Tests.Media;

/// <summary>Writes EXIF data for tests: little-endian TIFF with a camera, an exposure and a GPS directory.</summary>
internal sealed class ExifBuilder
{
    private readonly SortedDictionary<int, (int Type, int Count, byte[] Value)> _entries = [];
    private ExifBuilder? _exif;
    private ExifBuilder? _gps;

    internal ExifBuilder Text(int tag, string text)
    {
        var value = Encoding.Latin1.GetBytes(text + '\0');
        _entries[tag] = (2, value.Length, value);
        return this;
    }

    internal ExifBuilder Number(int tag, int number)
    {
        _entries[tag] = (3, 1, [(byte)number, (byte)(number >> 8)]);
        return this;
    }

    internal ExifBuilder Rationals(int tag, params (int Over, int Under)[] rationals)
    {
        _entries[tag] = (5, rationals.Length, [.. rationals.SelectMany(r => Bytes(r.Over).Concat(Bytes(r.Under)))]);
        return this;
    }

    internal ExifBuilder Exif(Action<ExifBuilder> build)
    {
        build(_exif = new ExifBuilder());
        return this;
    }

    internal ExifBuilder Gps(Action<ExifBuilder> build)
    {
        build(_gps = new ExifBuilder());
        return this;
    }

    internal byte[] ToTiff()
    {
        var bytes = new List<byte>([.. "II*\0"u8, 8, 0, 0, 0]);
        if (_exif is not null)
            _entries[0x8769] = (4, 1, new byte[4]);
        if (_gps is not null)
            _entries[0x8825] = (4, 1, new byte[4]);
        var places = Append(bytes);
        if (_exif is not null)
            AppendSub(bytes, places[0x8769], _exif);
        if (_gps is not null)
            AppendSub(bytes, places[0x8825], _gps);
        return [.. bytes];
    }

    /// <summary>A drawn JPEG that carries the data.</summary>
    internal byte[] IntoJpeg()
    {
        byte[] content = [.. "Exif\0\0"u8, .. ToTiff()];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(content.Length + 2));
        var jpeg = DrawnPhoto.Jpeg();
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. content, .. jpeg[2..]];
    }

    private static void AppendSub(List<byte> bytes, int place, ExifBuilder directory)
    {
        var offset = Bytes(bytes.Count);
        for (var i = 0; i < offset.Length; i++)
            bytes[place + i] = offset[i];
        directory.Append(bytes);
    }

    private Dictionary<int, int> Append(List<byte> bytes)
    {
        var places = new Dictionary<int, int>();
        var outside = new List<byte>();
        var end = bytes.Count + 2 + (_entries.Count * 12) + 4;
        bytes.AddRange([(byte)_entries.Count, (byte)(_entries.Count >> 8)]);
        foreach (var (tag, (type, count, value)) in _entries)
        {
            bytes.AddRange([(byte)tag, (byte)(tag >> 8), (byte)type, 0, .. Bytes(count)]);
            places[tag] = bytes.Count;
            if (value.Length <= 4)
            {
                bytes.AddRange([.. value, .. new byte[4 - value.Length]]);
                continue;
            }
            bytes.AddRange(Bytes(end + outside.Count));
            outside.AddRange(value);
        }
        bytes.AddRange(new byte[4]);
        bytes.AddRange(outside);
        return places;
    }

    private static byte[] Bytes(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
