using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Recognize.Models.Media;

namespace Recognize.Worker.Decoding;

/// <summary>
/// Decodes photos in processes of their own, which may die: a worker that uses it has no native decoder in its own memory.
/// Pixels come through memory that both sides share, so that the worker never copies them. Thread-safe.
/// </summary>
internal sealed class ApartPhotoDecoder(
    MediaOptions options, DecoderPool pool, ILogger<ApartPhotoDecoder> log) : PhotoDecoder(options)
{
    private const int MaxReasonLength = 300;

    /// <summary>A decoder stops by itself when the time is over; one that does not is past asking.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly MediaOptions _options = options;

    public override void Prepare() => pool.Prepare();

    /// <summary>Metadata on which decoders die is left out with a warning: the photo may be good all the same.</summary>
    public override PhotoMetadata ReadMetadata(string path)
    {
        try
        {
            return Ask(
                DecoderRequest.ReadMetadata,
                writer => writer.Write(path),
                (kind, reader) => kind == DecoderReply.Metadata ? MetadataMessage.Read(reader) : throw Refusal(kind, reader),
                CancellationToken.None);
        }
        catch (UnreadableMediaException unreadable) when (unreadable.InnerException is DecoderDiedException)
        {
            return new PhotoMetadata
            {
                Warnings = ["The metadata cannot be read: it is damaged, or made to do harm."],
            };
        }
    }

    public override IReadOnlyList<byte[]> ToWebP(
        PixelImage image, IReadOnlyList<int> edgesPixels, int quality, int effort)
    {
        using var copy = CopyUnlessShared(image);
        var slot = copy ?? (PixelSlots.PixelSlot)image.Memory!;
        var (width, height) = (image.Width, image.Height);
        return Ask(
            DecoderRequest.Encode,
            writer =>
            {
                Describe(slot, writer);
                writer.Write(width);
                writer.Write(height);
                writer.Write(quality);
                writer.Write(effort);
                writer.Write(edgesPixels.Count);
                foreach (var edge in edgesPixels)
                    writer.Write(edge);
            },
            (kind, reader) => ReadPictures(kind, reader, edgesPixels.Count),
            CancellationToken.None);
    }

    public override byte[] Encode(PixelImage image, PictureFormat format, int quality)
    {
        using var copy = CopyUnlessShared(image);
        var slot = copy ?? (PixelSlots.PixelSlot)image.Memory!;
        var (width, height) = (image.Width, image.Height);
        return Ask(
            DecoderRequest.EncodeWhole,
            writer =>
            {
                Describe(slot, writer);
                writer.Write(width);
                writer.Write(height);
                writer.Write((int)format);
                writer.Write(quality);
            },
            (kind, reader) => ReadPictures(kind, reader, 1),
            CancellationToken.None)[0];
    }

    protected override DecodedPhoto DecodeOpened(
        SafeFileHandle handle, string name, int maxEdgePixels, CancellationToken cancellationToken)
    {
        var slot = pool.Slots.Rent(LongestResult(maxEdgePixels));
        try
        {
            return Ask(
                DecoderRequest.Decode,
                writer =>
                {
                    writer.Write((int)handle.DangerousGetHandle());
                    writer.Write(name);
                    writer.Write(maxEdgePixels);
                    Describe(slot, writer);
                },
                (kind, reader) => ReadPhoto(kind, reader, slot, maxEdgePixels),
                cancellationToken);
        }
        catch
        {
            slot.Dispose();
            throw;
        }
    }

    /// <summary>A copy in memory that decoders see; null when the image lies in such memory already.</summary>
    private PixelSlots.PixelSlot? CopyUnlessShared(PixelImage image)
    {
        if (image.Memory is PixelSlots.PixelSlot)
            return null;
        var copy = pool.Slots.Rent(image.Pixels.Length);
        image.Pixels.CopyTo(copy.Pixels.GetSpan());
        return copy;
    }

    private static void Describe(PixelSlots.PixelSlot slot, BinaryWriter writer)
    {
        writer.Write(slot.Number);
        writer.Write(slot.Pixels.Descriptor);
        writer.Write(slot.Pixels.Length);
        writer.Write(slot.IsKept);
    }

    /// <summary>Asks a decoder and, when it dies, a fresh one: a file that takes down both is at fault itself.</summary>
    private T Ask<T>(
        DecoderRequest kind, Action<BinaryWriter> content, Func<DecoderReply, BinaryReader, T> read,
        CancellationToken cancellationToken)
    {
        try
        {
            return AskOne(pool.Rent(), kind, content, read, cancellationToken);
        }
        catch (DecoderDiedException first) when (!first.TookTooLong)
        {
            DecodingLog.Died(log, first.Message);
        }
        catch (DecoderDiedException late)
        {
            throw TookTooLong(late);
        }
        try
        {
            return AskOne(pool.StartOne(), kind, content, read, cancellationToken);
        }
        catch (DecoderDiedException second) when (second.WasKilled)
        {
            throw new InsufficientMemoryException($"The decoder died twice: {second.Message}.", second);
        }
        catch (DecoderDiedException late) when (late.TookTooLong)
        {
            throw TookTooLong(late);
        }
        catch (DecoderDiedException second)
        {
            throw new UnreadableMediaException(
                $"The decoder died on this file, twice ({second.Message}): the file is damaged, or made to do harm.", second);
        }
    }

    private T AskOne<T>(
        DecoderChild child, DecoderRequest kind, Action<BinaryWriter> content, Func<DecoderReply, BinaryReader, T> read,
        CancellationToken cancellationToken)
    {
        var isSound = false;
        try
        {
            var limit = _options.DecodeTimeout + Grace;
            var answer = child.Ask(kind, content, read, limit, EnterLarge, cancellationToken);
            isSound = true;
            return answer;
        }
        catch (UnreadableMediaException)
        {
            // Said in an orderly way: the decoder is as good as before.
            isSound = true;
            throw;
        }
        catch (DecoderFileTroubleException trouble)
        {
            isSound = true;
            throw trouble.ToOriginal();
        }
        finally
        {
            if (isSound && !child.IsSpent)
                pool.Return(child);
            else
                pool.Drop(child);
        }
    }

    private DecodedPhoto ReadPhoto(DecoderReply kind, BinaryReader reader, PixelSlots.PixelSlot slot, int maxEdge)
    {
        if (kind != DecoderReply.Pixels)
            throw Refusal(kind, reader);
        var (width, height) = (reader.ReadInt32(), reader.ReadInt32());
        var (fullWidth, fullHeight) = (reader.ReadInt32(), reader.ReadInt32());
        var format = Tidy(reader.ReadString());
        var isPossible = width > 0 && height > 0 && width <= maxEdge && height <= maxEdge
            && 3L * width * height <= slot.Pixels.Length
            && fullWidth >= width && fullHeight >= height && (long)fullWidth * fullHeight <= _options.MaxPixels;
        return isPossible
            ? new DecodedPhoto(PixelImage.Over(slot, width, height), fullWidth, fullHeight, format)
            : throw new InvalidDataException("There is no photo of such a size.");
    }

    private List<byte[]> ReadPictures(DecoderReply kind, BinaryReader reader, int count)
    {
        if (kind != DecoderReply.Pictures)
            throw Refusal(kind, reader);
        var pictures = new List<byte[]>(count);
        for (var i = 0; i < count; i++)
        {
            var length = reader.ReadInt32();
            var left = reader.BaseStream.Length - reader.BaseStream.Position;
            if (length <= 0 || length > left)
                throw new InvalidDataException("A picture is cut short.");
            pictures.Add(reader.ReadBytes(length));
        }
        return pictures;
    }

    private Exception Refusal(DecoderReply kind, BinaryReader reader) => kind switch
    {
        DecoderReply.Unreadable => new UnreadableMediaException(Tidy(reader.ReadString())),
        DecoderReply.FileTrouble => DecoderFileTroubleException.Read(reader),
        DecoderReply.OutOfMemory => new UnreadableMediaException(
            $"Decoding needs more memory than the limit of {_options.DecodeMemoryMiB} MiB."),
        DecoderReply.Fault => new DecoderFaultException(reader.ReadString()),
        _ => new InvalidDataException($"It answers {(byte)kind}."),
    };

    private UnreadableMediaException TookTooLong(DecoderDiedException late) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"Decoding took longer than the limit of {_options.DecodeTimeout.TotalSeconds:0} seconds, and had to be ended."),
        late);

    /// <summary>What the longest edge allows; a panorama may be as long as it likes.</summary>
    private int LongestResult(int maxEdge) =>
        (int)Math.Min(Math.Min((long)maxEdge * maxEdge, _options.MaxPixels) * 3, Array.MaxLength);

    // The text comes from a process that a hostile file may have taken over, and is shown and logged.
    private static string Tidy(string text)
    {
        var tidy = string.Concat(text.Where(c => !char.IsControl(c)));
        return tidy.Length <= MaxReasonLength ? tidy : tidy[..MaxReasonLength];
    }
}
