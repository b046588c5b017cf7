using Recognize.Models.Media.Vips;

namespace Recognize.Models.Media.Photos;

/// <summary>
/// Decodes one file by libvips: opened by its header, refused when too large, shrunk while loading where the format
/// can, converted to sRGB, alpha laid on white. Animations give their first frame.
/// </summary>
internal sealed class VipsPhotoReader : IDisposable
{
    private readonly string _nativePath;
    private readonly MediaFormat _format;
    private readonly VipsImage _header;

    /// <exception cref="VipsException">The header cannot be read.</exception>
    internal VipsPhotoReader(string nativePath, MediaFormat format)
    {
        (_nativePath, _format) = (nativePath, format);
        VipsException.ClearErrors();
        _header = Load();
    }

    internal int Width => _header.Width;

    internal int Height => _header.Height;

    /// <summary>Null when the file says nothing of its orientation, or when its decoder has applied it already.</summary>
    internal int? Orientation =>
        _format != MediaFormats.JpegXl && _header.Has("orientation") ? _header.Orientation : null;

    /// <summary>Whether the whole photo lies in memory while it is decoded: its rows do not come one after the other.</summary>
    internal bool IsHeldWhole =>
        _format == MediaFormats.Heif || _format == MediaFormats.Avif || _format == MediaFormats.JpegXl || _header.Has("interlaced");

    /// <summary>
    /// Decodes, not yet upright, to at most <paramref name="maxEdge"/> pixels on the longer side, into memory that
    /// <paramref name="rent"/> gives.
    /// </summary>
    /// <exception cref="VipsException">Damaged, or stopped by <paramref name="stop"/>.</exception>
    internal PixelImage Decode(int maxEdge, Func<int, int, PixelImage> rent, CancellationToken stop)
    {
        var (width, height) = PixelResizer.FitWithin(Width, Height, maxEdge);
        using var loaded = LoadShrunk(maxEdge);
        using var stopLoading = stop.Register(loaded.Kill);
        if (_format == MediaFormats.Heif || _format == MediaFormats.Avif)
        {
            using (OneCore.Enter())
                loaded.ComputeFirstRow();
        }
        using var opaque = Flatten(loaded);
        using var small = Shrink(opaque, maxEdge);
        var profile = IsPlainRgb(small) ? IccProfile.TryParse(small.Profile) : null;
        using var srgb = ToSrgb(small, profile);
        using var stopConverting = stop.Register(srgb.Kill);

        var pixels = srgb.ToPixels(width, height, rent);
        if (profile is { IsSrgb: false })
            profile.ConvertToSrgb(pixels.Pixels);
        return pixels;
    }

    public void Dispose() => _header.Dispose();

    private VipsImage LoadShrunk(int maxEdge)
    {
        var ratio = (double)Math.Max(Width, Height) / maxEdge;
        if (_format == MediaFormats.Jpeg && ratio >= 2)
        {
            // libjpeg shrinks by powers of two for next to nothing; the rest is left to the resampler.
            var shrink = ratio >= 8 ? 8 : ratio >= 4 ? 4 : 2;
            return Load(operation => operation.Set("shrink", shrink));
        }
        if (_format == MediaFormats.WebP && ratio >= 4)
            return Load(operation => operation.Set("scale", 2 / ratio));
        return Load();
    }

    private VipsImage Load(Action<VipsOperation>? configure = null)
    {
        using var operation = new VipsOperation(LoaderOf(_format));
        operation.SetText("filename", _nativePath).SetChoice("access", "sequential").SetChoice("fail-on", "error");
        configure?.Invoke(operation);
        return operation.Run().TakeImage();
    }

    private static string LoaderOf(MediaFormat format) => format.Name switch
    {
        "JPEG" => "jpegload",
        "PNG" => "pngload",
        "WebP" => "webpload",
        "GIF" => "gifload",
        "TIFF" => "tiffload",
        "HEIF" or "AVIF" => "heifload",
        "JPEG XL" => "jxlload",
        _ => throw new ArgumentException($"libvips is not asked to read {format.Name}.", nameof(format)),
    };

    private static bool IsPlainRgb(VipsImage image) => image is { Is8Bit: true, Bands: 3, IsRgb: true };

    // Averages whole blocks while the rows stream by, so that a huge photo never lies in memory as a whole; the last
    // factor of two to four is left to the better resampler.
    private static VipsImage Shrink(VipsImage image, int maxEdge)
    {
        var factor = Math.Max(image.Width, image.Height) / (2 * maxEdge);
        factor = Math.Min(factor, Math.Min(image.Width, image.Height));
        if (factor < 2)
            return Copy(image);
        using var operation = new VipsOperation("shrink");
        return operation.Set("in", image).Set("hshrink", factor).Set("vshrink", factor).Run().TakeImage();
    }

    // The costly general way is for what has a profile of another kind: CMYK, grey, tables instead of a matrix.
    private static VipsImage ToSrgb(VipsImage image, IccProfile? profile)
    {
        if (profile is null && !image.Profile.IsEmpty)
        {
            try
            {
                using var transform = new VipsOperation("icc_transform");
                transform.Set("in", image).Set("embedded", true).SetText("output-profile", "srgb");
                using var transformed = transform.Run().TakeImage();
                return ToColourSpace(transformed);
            }
            catch (VipsException)
            {
                // A damaged profile leaves the photo as if it had none.
            }
        }
        return IsPlainRgb(image) ? Copy(image) : ToColourSpace(image);
    }

    private static VipsImage ToColourSpace(VipsImage image)
    {
        using var operation = new VipsOperation("colourspace");
        return operation.Set("in", image).SetChoice("space", "srgb").Run().TakeImage();
    }

    private static VipsImage Flatten(VipsImage image)
    {
        if (!image.HasAlpha)
            return Copy(image);
        using var srgb = ToColourSpace(image);
        using var operation = new VipsOperation("flatten");
        return operation.Set("in", srgb).Set("background", [255.0]).Run().TakeImage();
    }

    private static VipsImage Copy(VipsImage image)
    {
        using var operation = new VipsOperation("copy");
        return operation.Set("in", image).Run().TakeImage();
    }
}
