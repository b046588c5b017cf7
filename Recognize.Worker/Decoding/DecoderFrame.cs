using System.Buffers.Binary;

namespace Recognize.Worker.Decoding;

/// <summary>What a worker says to a decoder.</summary>
internal enum DecoderRequest : byte
{
    Begin = 1,
    Decode,
    Encode,
    ReadMetadata,
    MayDecodeLarge,
    EncodeWhole,
}

/// <summary>What a decoder says to its worker.</summary>
internal enum DecoderReply : byte
{
    /// <summary>Asks to decode a large photo; waits for <see cref="DecoderRequest.MayDecodeLarge"/>.</summary>
    IsLarge = 1,
    Pixels,
    Pictures,
    Metadata,
    Unreadable,
    FileTrouble,
    OutOfMemory,
    Fault,
}

/// <summary>
/// Messages on the pipes between a worker and its decoder: length, kind, content. The worker trusts no length and no
/// number that comes from a decoder, which may be in the hands of whoever made the file.
/// </summary>
internal static class DecoderFrame
{
    /// <summary>Longest message to a decoder, and from one unless pictures are expected. Metadata is the longest of them.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Three thumbnails that do not compress at all.</summary>
    public const int MaxPicturesLength = 32 << 20;

    /// <summary>One whole picture: a hundred million pixels that do not compress at all.</summary>
    public const int MaxWholeLength = 320 << 20;

    /// <summary>Sends one message.</summary>
    /// <exception cref="IOException">The other side is gone.</exception>
    public static void Write<TKind>(Stream pipe, TKind kind, Action<BinaryWriter>? content = null) where TKind : struct, Enum
    {
        using var frame = new MemoryStream();
        using var writer = new BinaryWriter(frame);
        writer.Write(0);
        writer.Write(Convert.ToByte(kind, provider: null));
        content?.Invoke(writer);
        writer.Flush();
        BinaryPrimitives.WriteInt32LittleEndian(frame.GetBuffer(), (int)frame.Length - sizeof(int));
        pipe.Write(frame.GetBuffer(), 0, (int)frame.Length);
        pipe.Flush();
    }

    /// <summary>Receives one message.</summary>
    /// <returns>Its kind and content; null when the other side is gone.</returns>
    /// <exception cref="InvalidDataException">The message is too long, or cut short.</exception>
    public static (byte Kind, BinaryReader Content)? Read(Stream pipe, int maxLength)
    {
        Span<byte> head = stackalloc byte[sizeof(int)];
        var read = pipe.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (read == 0)
            return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (read < head.Length || length < 1 || length > maxLength)
            throw new InvalidDataException("The message is cut short or too long.");
        var bytes = new byte[length];
        if (pipe.ReadAtLeast(bytes, length, throwOnEndOfStream: false) < length)
            throw new InvalidDataException("The message is cut short.");
        return (bytes[0], new BinaryReader(new MemoryStream(bytes, 1, length - 1, writable: false)));
    }
}
