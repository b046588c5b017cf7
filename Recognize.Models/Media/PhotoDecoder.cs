using Microsoft.Win32.SafeHandles;
using Recognize.Models.Media.Photos;
using Recognize.Models.Media.Raw;
using Recognize.Models.Media.Vips;

namespace Recognize.Models.Media;

/// <summary>
/// Decodes photos of every supported format, by content, not by name. Thread-safe; each call uses the calling thread's
/// core alone, so that callers run one photo per core.
/// </summary>
/// <remarks>
/// This one works in its own process, with the native code of all its libraries: for tools and tests, and for a process
/// that does nothing else. Where anything is to be lost, photos are decoded by a derived one that has another process do it.
/// </remarks>
public class PhotoDecoder(MediaOptions options) : IDisposable
{
    // libvips maps these formats into memory; see MemoryFile.
    private const long MaxMappedLength = 512L << 20;

    /// <summary>
    /// What a pixel costs that cannot stream by, of one that can: an AVIF photo of 20 million takes as much as JPEG of a hundred.
    /// </summary>
    private const int WholeWeight = 4;

    private readonly SemaphoreSlim _largePhotos = new(1);

    /// <summary>
    /// Decodes a photo, upright and in sRGB, shrunk to at most <paramref name="maxEdgePixels"/> on its longer side.
    /// </summary>
    /// <exception cref="UnreadableMediaException">The file itself is at fault: permanent.</exception>
    /// <exception cref="IOException">
    /// The file cannot be read now; <see cref="FileNotFoundException"/> or <see cref="DirectoryNotFoundException"/>
    /// when it is gone.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">No permission to read the file.</exception>
    public DecodedPhoto Decode(string path, int maxEdgePixels, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxEdgePixels);
        cancellationToken.ThrowIfCancellationRequested();

        using var file = MediaFile.Open(path);
        return DecodeOpened(file.Handle, Path.GetFileName(path), maxEdgePixels, cancellationToken);
    }

    /// <summary>The same for a photo that is in memory and in no file.</summary>
    /// <inheritdoc cref="Decode(string, int, CancellationToken)"/>
    public DecodedPhoto Decode(ReadOnlySpan<byte> content, int maxEdgePixels, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxEdgePixels);
        cancellationToken.ThrowIfCancellationRequested();
        if (content.IsEmpty)
            throw MediaFile.Empty();
        using var copy = MemoryFile.Copy(content);
        return DecodeOpened(copy.Handle, "", maxEdgePixels, cancellationToken);
    }

    /// <summary>
    /// Pixels as WebP without metadata, in each of the sizes: each is made of the one before, so that the largest comes first.
    /// </summary>
    /// <param name="image">The pixels; they stay the caller's.</param>
    /// <param name="edgesPixels">Longest edge of each picture; never enlarged.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="effort">0 (fast, a tenth larger) to 6.</param>
    public virtual IReadOnlyList<byte[]> ToWebP(PixelImage image, IReadOnlyList<int> edgesPixels, int quality, int effort) =>
        WebPEncoder.EncodeEach(image, edgesPixels, quality, effort);

    /// <summary>Pixels as a whole picture without metadata.</summary>
    /// <param name="image">The pixels; they stay the caller's.</param>
    /// <param name="format">What is written.</param>
    /// <param name="quality">1 to 100; of no meaning for PNG.</param>
    public virtual byte[] Encode(PixelImage image, PictureFormat format, int quality) =>
        format == PictureFormat.Png ? PngEncoder.Encode(image) : JpegEncoder.Encode(image, quality);

    /// <inheritdoc cref="PhotoMetadataReader.Read"/>
    public virtual PhotoMetadata ReadMetadata(string path) => PhotoMetadataReader.Read(path);

    /// <summary>Told that photos will come soon, so that what takes time to begin can begin.</summary>
    public virtual void Prepare() { }

    /// <summary>Decodes an open file of at least one byte.</summary>
    /// <param name="handle">Stays the caller's.</param>
    /// <param name="name">The file's name without its folder: RAW files of TIFF's form are told by it.</param>
    /// <param name="maxEdgePixels">Longest edge of the result.</param>
    /// <param name="cancellationToken">Stops it.</param>
    protected virtual DecodedPhoto DecodeOpened(
        SafeFileHandle handle, string name, int maxEdgePixels, CancellationToken cancellationToken)
    {
        var file = MediaFile.Of(handle);
        var head = file.ReadHead(MediaContent.HeadLength);
        if (RawPreviewFinder.Handles(head, name))
            return DecodeRaw(file, name, maxEdgePixels, cancellationToken);

        var format = MediaContent.IdentifyPhoto(head)
            ?? throw new UnreadableMediaException($"This is not a photo: {MediaContent.DescribeNoPhoto(head)}.");
        try
        {
            if (format == MediaFormats.Bmp)
                return DecodeBmp(file, maxEdgePixels, cancellationToken);
            if (format != MediaFormats.WebP && format != MediaFormats.Gif)
                return DecodeByVips(file.NativePath, format, format.Name, null, maxEdgePixels, cancellationToken);
            if (file.Length > MaxMappedLength)
                throw new UnreadableMediaException($"The {format.Name} file is larger than {MaxMappedLength >> 20} MB.");
            using var copy = MemoryFile.Copy(file, 0, file.Length);
            return DecodeByVips(copy.NativePath, format, format.Name, null, maxEdgePixels, cancellationToken);
        }
        catch (VipsException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            file.ProveReadable(cancellationToken);
            throw new UnreadableMediaException(PhotoDamage.Explain(file, format), e);
        }
    }

    /// <summary>Memory for the pixels that a decode gives back.</summary>
    protected virtual PixelImage RentPixels(int width, int height) => PixelImage.Rent(width, height);

    /// <summary>Waits until no other large photo is being decoded; the next one may be when the result is disposed.</summary>
    protected virtual IDisposable EnterLarge(CancellationToken cancellationToken)
    {
        _largePhotos.Wait(cancellationToken);
        return new LargeTurn(_largePhotos);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _largePhotos.Dispose();
    }

    private DecodedPhoto DecodeRaw(MediaFile file, string fileName, int maxEdge, CancellationToken cancellationToken)
    {
        var name = MediaFormats.FromFileName(fileName) is { IsRaw: true } format ? format.Name : "RAW";
        var preview = RawPreviewFinder.Find(file)
            ?? throw new UnreadableMediaException($"This {name} photo holds no preview that can be shown.");
        try
        {
            using var copy = MemoryFile.Copy(file, preview.Offset, preview.Length);
            return DecodeByVips(
                copy.NativePath, MediaFormats.Jpeg, name, preview.Orientation, maxEdge, cancellationToken);
        }
        catch (VipsException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            file.ProveReadable(cancellationToken);
            throw new UnreadableMediaException($"The preview inside this {name} photo is damaged or incomplete.", e);
        }
    }

    private DecodedPhoto DecodeByVips(
        string nativePath, MediaFormat format, string name, int? outerOrientation, int maxEdge,
        CancellationToken cancellationToken)
    {
        using var reader = new VipsPhotoReader(nativePath, format);
        PhotoLimits.Check(reader.Width, reader.Height, options.MaxPixels);
        // Many programs write "upright" into every JPEG: of a preview, only another word outweighs the RAW file's.
        var orientation = reader.Orientation is > 1 and var own ? own : outerOrientation ?? 1;
        Func<int, int, PixelImage> rent = orientation is < 2 or > 8 ? RentPixels : PixelImage.Rent;
        var pixels = WithinLimits(
            (long)reader.Width * reader.Height * (reader.IsHeldWhole ? WholeWeight : 1),
            stop => reader.Decode(maxEdge, rent, stop), cancellationToken);
        return Upright(pixels, orientation, reader.Width, reader.Height, name);
    }

    private DecodedPhoto DecodeBmp(MediaFile file, int maxEdge, CancellationToken cancellationToken)
    {
        var header = BmpHeader.Read(file);
        PhotoLimits.Check(header.Width, header.Height, options.MaxPixels);
        var pixels = WithinLimits(
            (long)header.Width * header.Height, stop => BmpReader.Decode(file, header, maxEdge, RentPixels, stop), cancellationToken);
        return Upright(pixels, 1, header.Width, header.Height, MediaFormats.Bmp.Name);
    }

    /// <summary>Runs a decode with the time limit, large photos one after the other.</summary>
    /// <param name="weight">Its pixels, or as many more as it costs.</param>
    /// <param name="decode">Does it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private PixelImage WithinLimits(
        long weight, Func<CancellationToken, PixelImage> decode, CancellationToken cancellationToken)
    {
        using var turn = weight > options.LargePhotoPixels ? EnterLarge(cancellationToken) : null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(options.DecodeTimeout);
        try
        {
            return decode(stop.Token);
        }
        catch (Exception e) when (e is VipsException or OperationCanceledException && stop.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new UnreadableMediaException(
                $"Decoding took longer than the limit of {options.DecodeTimeout.TotalSeconds:0} seconds.", e);
        }
    }

    private DecodedPhoto Upright(PixelImage pixels, int orientation, int width, int height, string name)
    {
        var upright = PixelOrientation.Apply(pixels, orientation, RentPixels);
        return PixelOrientation.SwapsSides(orientation)
            ? new DecodedPhoto(upright, height, width, name)
            : new DecodedPhoto(upright, width, height, name);
    }

    private sealed class LargeTurn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
