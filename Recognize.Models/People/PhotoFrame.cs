using System.Buffers.Binary;

namespace Recognize.Models.People;

/// <summary>
/// What tells two faces of one picture apart from two of different ones: a photo, or a frame of a video. Two faces of a
/// frame are two people; of two frames they may well be the same.
/// </summary>
public static class PhotoFrame
{
    /// <summary>The photo's own id, or one that stands for the frame.</summary>
    /// <param name="mediaId">The file.</param>
    /// <param name="timeSeconds">Where in a video; null in a photo.</param>
    public static Guid IdOf(Guid mediaId, double? timeSeconds)
    {
        if (timeSeconds is not { } time)
            return mediaId;
        Span<byte> bytes = stackalloc byte[16];
        mediaId.TryWriteBytes(bytes);
        var low = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], low ^ BitConverter.DoubleToInt64Bits(time));
        return new Guid(bytes);
    }
}
