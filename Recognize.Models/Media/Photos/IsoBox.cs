using System.Buffers.Binary;
using System.Text;

namespace Recognize.Models.Media.Photos;

/// <summary>A box of an ISO base media file (ISO/IEC 14496-12): HEIF, AVIF, Canon CR3.</summary>
/// <param name="Type">Four characters.</param>
/// <param name="Start">Where its content begins.</param>
/// <param name="End">Where it ends; past the end of the file when that is incomplete.</param>
internal readonly record struct IsoBox(string Type, long Start, long End)
{
    private const int MaxSiblings = 10_000;

    /// <summary>Boxes between two offsets, in order; ends quietly where the bytes make no sense.</summary>
    internal static IEnumerable<IsoBox> Read(MediaFile file, long start, long end)
    {
        var header = new byte[16];
        for (var count = 0; count < MaxSiblings && start + 8 <= end; count++)
        {
            var read = file.Read(header, start);
            if (read < 8)
                yield break;
            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            var content = start + 8;
            if (size == 1 && read == 16)
            {
                size = BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(8));
                content += 8;
            }
            else if (size == 0)
            {
                size = end - start;
            }
            if (size < content - start || size > long.MaxValue - start)
                yield break;
            yield return new IsoBox(Encoding.Latin1.GetString(header, 4, 4), content, start + size);
            start += size;
        }
    }
}
