using Recognize.Models.Media.Photos;
using Recognize.Models.Media.Raw;
using Recognize.Models.Media.Vips;

namespace Recognize.Models.Media;

/// <summary>
/// Decodes photos of every supported format, by content, not by name. Thread-safe; each call uses the calling thread's
/// core alone, so that callers run one photo per core.
/// </summary>
public sealed class PhotoDecoder(MediaOptions options) : IDisposable
{
    // libvips maps these formats into memory; see MemoryFile.
    private const long MaxMappedLength = 512L << 20;

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
        var head = file.ReadHead(MediaContent.HeadLength);
        if (RawPreviewFinder.Handles(head, path))
            return DecodeRaw(file, path, maxEdgePixels, cancellationToken);

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

    /// <summary>The same for a photo that is in memory and in no file.</summary>
    /// <inheritdoc cref="Decode(string, int, CancellationToken)"/>
    public DecodedPhoto Decode(ReadOnlySpan<byte> content, int maxEdgePixels, CancellationToken cancellationToken)
    {
        using var copy = MemoryFile.Copy(content);
        return Decode(copy.NativePath, maxEdgePixels, cancellationToken);
    }

    public void Dispose() => _largePhotos.Dispose();

    private DecodedPhoto DecodeRaw(MediaFile file, string path, int maxEdge, CancellationToken cancellationToken)
    {
        var name = MediaFormats.FromFileName(path) is { IsRaw: true } format ? format.Name : "RAW";
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
        var pixels = WithinLimits(reader.Width, reader.Height, stop => reader.Decode(maxEdge, stop), cancellationToken);
        return Upright(pixels, orientation, reader.Width, reader.Height, name);
    }

    private DecodedPhoto DecodeBmp(MediaFile file, int maxEdge, CancellationToken cancellationToken)
    {
        var header = BmpHeader.Read(file);
        PhotoLimits.Check(header.Width, header.Height, options.MaxPixels);
        var pixels = WithinLimits(
            header.Width, header.Height, stop => BmpReader.Decode(file, header, maxEdge, stop), cancellationToken);
        return Upright(pixels, 1, header.Width, header.Height, MediaFormats.Bmp.Name);
    }

    /// <summary>Runs a decode with the time limit, large photos one after the other.</summary>
    private PixelImage WithinLimits(
        int width, int height, Func<CancellationToken, PixelImage> decode, CancellationToken cancellationToken)
    {
        var large = (long)width * height > options.LargePhotoPixels;
        if (large)
            _largePhotos.Wait(cancellationToken);
        try
        {
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
        finally
        {
            if (large)
                _largePhotos.Release();
        }
    }

    private static DecodedPhoto Upright(PixelImage pixels, int orientation, int width, int height, string name)
    {
        var upright = PixelOrientation.Apply(pixels, orientation);
        return PixelOrientation.SwapsSides(orientation)
            ? new DecodedPhoto(upright, height, width, name)
            : new DecodedPhoto(upright, width, height, name);
    }
}
