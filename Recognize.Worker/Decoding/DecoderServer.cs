using System.Collections.Concurrent;
using Recognize.Models.Media;

namespace Recognize.Worker.Decoding;

/// <summary>
/// The other end of <see cref="DecoderChild"/>: decodes what it is asked to until its worker is gone. One thread listens, so
/// that the end of the worker is noticed in the middle of a photo too; another decodes.
/// </summary>
internal sealed class DecoderServer : IDisposable
{
    /// <summary>Not for people: started by workers only.</summary>
    public const string Verb = "decode";

    /// <summary>As of a main thread: decoders recurse deeply.</summary>
    private const int StackBytes = 8 << 20;

    private readonly BlockingCollection<(DecoderRequest Kind, BinaryReader Content)> _requests = [];
    private readonly Stream _output;
    private readonly int _worker;
    private readonly MediaOptions _options;
    private readonly MappedSlots _slots;
    private readonly ServingDecoder _decoder;

    private DecoderServer(Stream output, int worker, MediaOptions options)
    {
        (_output, _worker, _options) = (output, worker, options);
        _slots = new MappedSlots(worker);
        _decoder = new ServingDecoder(options, WaitForTurn);
    }

    /// <summary>Runs to the end of the worker.</summary>
    public static int Run()
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        if (DecoderFrame.Read(input, DecoderFrame.MaxLength) is not { Kind: (byte)DecoderRequest.Begin } first)
            return 1;
        var worker = first.Content.ReadInt32();
        var options = new MediaOptions
        {
            MaxPixels = first.Content.ReadInt64(),
            LargePhotoPixels = first.Content.ReadInt64(),
            DecodeTimeout = TimeSpan.FromTicks(first.Content.ReadInt64()),
            DecodeMemoryMiB = first.Content.ReadInt32(),
        };
        if (!DecoderSandbox.TryEnter(worker, options.DecodeMemoryMiB))
            return 1;

        using var server = new DecoderServer(output, worker, options);
        new Thread(server.Serve, StackBytes) { IsBackground = true }.Start();
        while (DecoderFrame.Read(input, DecoderFrame.MaxLength) is { } request)
            server._requests.Add(((DecoderRequest)request.Kind, request.Content));
        // At once, whatever the other thread is doing: nothing here is worth a thought.
        NativeCalls.Exit(0);
        return 0;
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _slots.Dispose();
        _requests.Dispose();
    }

    private void Serve()
    {
        foreach (var (kind, content) in _requests.GetConsumingEnumerable())
        {
            try
            {
                ProcessLimits.LimitProcessorTime(Environment.CpuUsage.TotalTime + (2 * _options.DecodeTimeout));
                if (kind == DecoderRequest.Decode)
                    Decode(content);
                else if (kind == DecoderRequest.ReadMetadata)
                    ReadMetadata(content);
                else if (kind == DecoderRequest.EncodeWhole)
                    EncodeWhole(content);
                else
                    Encode(content);
            }
            catch (UnreadableMediaException refusal)
            {
                Reply(DecoderReply.Unreadable, writer => writer.Write(refusal.Message));
            }
            catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
            {
                Reply(DecoderReply.FileTrouble, writer => DecoderFileTroubleException.Write(trouble, writer));
            }
            catch (OutOfMemoryException)
            {
                Reply(DecoderReply.OutOfMemory, null);
            }
            catch (Exception mistake)
            {
                // The worker logs it as a mistake of ours; whatever state it left goes with this process.
                var text = mistake.ToString();
                Reply(DecoderReply.Fault, writer => writer.Write(text[..Math.Min(text.Length, 8000)]));
            }
        }
    }

    private void Decode(BinaryReader request)
    {
        var (file, name, maxEdge) = (request.ReadInt32(), request.ReadString(), request.ReadInt32());
        using var slot = _slots.Take(request);
        _decoder.Target = slot.Pixels;
        using var handle = File.OpenHandle(
            $"/proc/{_worker}/fd/{file}", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var photo = _decoder.Decode(handle, name, maxEdge);
        if (photo.Image.Memory is null)
            photo.Image.Pixels.CopyTo(slot.Pixels.GetSpan());
        Reply(DecoderReply.Pixels, writer =>
        {
            writer.Write(photo.Image.Width);
            writer.Write(photo.Image.Height);
            writer.Write(photo.OriginalWidth);
            writer.Write(photo.OriginalHeight);
            writer.Write(photo.Format);
        });
    }

    private void Encode(BinaryReader request)
    {
        using var slot = _slots.Take(request);
        var (width, height) = (request.ReadInt32(), request.ReadInt32());
        var (quality, effort) = (request.ReadInt32(), request.ReadInt32());
        var edges = new int[request.ReadInt32()];
        for (var i = 0; i < edges.Length; i++)
            edges[i] = request.ReadInt32();
        using var image = PixelImage.Over(new KeptMemory(slot.Pixels), width, height);
        var pictures = _decoder.ToWebP(image, edges, quality, effort);
        Reply(DecoderReply.Pictures, writer =>
        {
            foreach (var picture in pictures)
            {
                writer.Write(picture.Length);
                writer.Write(picture);
            }
        });
    }

    private void EncodeWhole(BinaryReader request)
    {
        using var slot = _slots.Take(request);
        var (width, height) = (request.ReadInt32(), request.ReadInt32());
        var (format, quality) = ((PictureFormat)request.ReadInt32(), request.ReadInt32());
        using var image = PixelImage.Over(new KeptMemory(slot.Pixels), width, height);
        var picture = _decoder.Encode(image, format, quality);
        Reply(DecoderReply.Pictures, writer =>
        {
            writer.Write(picture.Length);
            writer.Write(picture);
        });
    }

    private void ReadMetadata(BinaryReader request)
    {
        var metadata = _decoder.ReadMetadata(request.ReadString());
        Reply(DecoderReply.Metadata, writer => MetadataMessage.Write(metadata, writer));
    }

    private void WaitForTurn()
    {
        Reply(DecoderReply.IsLarge, null);
        if (_requests.Take().Kind != DecoderRequest.MayDecodeLarge)
            throw new InvalidOperationException("The worker does not keep to the order of questions and answers.");
    }

    private void Reply(DecoderReply kind, Action<BinaryWriter>? content) => DecoderFrame.Write(_output, kind, content);
}
