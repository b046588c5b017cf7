using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Recognize.Models.Media;

/// <summary>
/// What a camera writes into a JPEG: make, model, time, exposure. Little-endian TIFF in an APP1 segment, by the Exif
/// specification (CIPA DC-008).
/// </summary>
internal static class CameraExif
{
    private const int Short = 3;
    private const int Long = 4;
    private const int Ascii = 2;
    private const int Rational = 5;

    /// <summary>The same picture with the data behind its first marker.</summary>
    public static byte[] AddTo(ReadOnlySpan<byte> jpeg, DateTime takenAt)
    {
        var tiff = Write(takenAt);
        byte[] head = [0xFF, 0xE1, 0, 0, .. "Exif\0\0"u8];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)(head.Length - 2 + tiff.Length));
        return [.. jpeg[..2], .. head, .. tiff, .. jpeg[2..]];
    }

    private static byte[] Write(DateTime takenAt)
    {
        const int First = 8;
        var time = Text(takenAt.ToString("yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture));
        var main = new Directory(First,
        [
            (0x010F, Ascii, Text("Recognize")), (0x0110, Ascii, Text("Drawn")), (0x0112, Short, Number16(1)),
            (0x0132, Ascii, time), (0x8769, Long, []),
        ]);
        var exif = new Directory(main.End,
        [
            (0x829A, Rational, [.. Number32(1), .. Number32(125)]), (0x829D, Rational, [.. Number32(28), .. Number32(10)]),
            (0x8827, Short, Number16(100)), (0x9003, Ascii, time),
            (0x920A, Rational, [.. Number32(43), .. Number32(10)]),
        ]);
        return [.. "II*\0"u8, .. Number32(First), .. main.ToBytes(pointsTo: main.End), .. exif.ToBytes(pointsTo: 0)];
    }

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text + '\0');

    private static byte[] Number16(ushort number) => [(byte)number, (byte)(number >> 8)];

    private static byte[] Number32(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        return bytes;
    }

    /// <summary>One list of entries; a value of more than four bytes lies behind it. An empty value is a pointer.</summary>
    private sealed record Directory(int Start, (ushort Tag, int Type, byte[] Value)[] Entries)
    {
        private int ValuesAt => Start + 2 + (12 * Entries.Length) + 4;

        public int End => ValuesAt + Entries.Sum(entry => entry.Value.Length > 4 ? entry.Value.Length : 0);

        public byte[] ToBytes(int pointsTo)
        {
            var (list, values) = (new List<byte>(Number16((ushort)Entries.Length)), new List<byte>());
            foreach (var (tag, type, value) in Entries)
            {
                var size = type switch { Ascii => 1, Short => 2, Long => 4, _ => 8 };
                list.AddRange([.. Number16(tag), .. Number16((ushort)type), .. Number32((uint)Math.Max(1, value.Length / size))]);
                if (value.Length > 4)
                {
                    list.AddRange(Number32((uint)(ValuesAt + values.Count)));
                    values.AddRange(value);
                }
                else
                {
                    list.AddRange(value.Length == 0 ? Number32((uint)pointsTo) : [.. value, .. new byte[4 - value.Length]]);
                }
            }
            return [.. list, .. Number32(0), .. values];
        }
    }
}
