using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Recognize.Models.Media;

namespace Recognize.Worker.Decoding;

/// <summary>Decodes right into memory that is shared with the worker; the worker says when a large photo's turn has come.</summary>
/// <param name="options">Limits.</param>
/// <param name="waitForTurn">Asks the worker for a large photo's turn.</param>
internal sealed class ServingDecoder(MediaOptions options, Action waitForTurn) : PhotoDecoder(options)
{
    /// <summary>Where the next photo's pixels go.</summary>
    public SharedPixels? Target { get; set; }

    public DecodedPhoto Decode(SafeFileHandle file, string name, int maxEdgePixels) =>
        DecodeOpened(file, name, maxEdgePixels, CancellationToken.None);

    protected override PixelImage RentPixels(int width, int height) =>
        PixelImage.Over(new KeptMemory(Target!), width, height);

    protected override IDisposable EnterLarge(CancellationToken cancellationToken)
    {
        waitForTurn();
        return new Turn();
    }

    /// <summary>It ends with the answer, as the worker sees it.</summary>
    private sealed class Turn : IDisposable
    {
        public void Dispose() { }
    }
}

/// <summary>Memory that outlives the images made of it.</summary>
internal sealed class KeptMemory(SharedPixels pixels) : IMemoryOwner<byte>
{
    public Memory<byte> Memory => pixels.Memory;

    public void Dispose() { }
}
