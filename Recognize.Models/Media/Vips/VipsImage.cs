using System.Runtime.InteropServices;

namespace Recognize.Models.Media.Vips;

/// <summary>A reference to a libvips image: usually a pipeline that computes pixels only when they are asked for.</summary>
internal sealed unsafe class VipsImage : SafeHandle
{
    private const int UChar = 0;
    private const int RgbInterpretation = 17;
    private const int SRgbInterpretation = 22;
    private const string ProfileField = "icc-profile-data";

    private VipsImage(nint handle) : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    internal int Width => VipsNative.ImageGetWidth(handle);

    internal int Height => VipsNative.ImageGetHeight(handle);

    internal int Bands => VipsNative.ImageGetBands(handle);

    internal bool HasAlpha => VipsNative.ImageHasAlpha(handle) != 0;

    internal bool Is8Bit => VipsNative.ImageGetFormat(handle) == UChar;

    /// <summary>EXIF orientation, 1 to 8; 1 when the file says nothing.</summary>
    internal int Orientation => VipsNative.ImageGetOrientation(handle);

    /// <summary>Three bands are red, green and blue as displays show them, whatever the profile.</summary>
    internal bool IsRgb => VipsNative.ImageGetInterpretation(handle) is SRgbInterpretation or RgbInterpretation;

    internal nint Pointer => handle;

    /// <summary>The embedded colour profile, valid as long as the image; empty when there is none.</summary>
    internal ReadOnlySpan<byte> Profile =>
        Has(ProfileField) && VipsNative.ImageGetBlob(handle, ProfileField, out var data, out var length) == 0
            ? new ReadOnlySpan<byte>((void*)data, checked((int)length)) : [];

    internal bool Has(string field) => VipsNative.ImageGetTypeof(handle, field) != 0;

    /// <summary>Takes over one reference.</summary>
    internal static VipsImage Own(nint pointer) =>
        pointer != 0 ? new VipsImage(pointer) : throw new VipsException(VipsException.TakeErrors());

    /// <summary>Wraps 8-bit RGB pixels without copying: they must stay pinned while the image is used.</summary>
    internal static VipsImage Wrap(byte* pixels, int width, int height)
    {
        var size = (nuint)width * (nuint)height * 3;
        return Own(VipsNative.ImageNewFromMemory(pixels, size, width, height, bands: 3, UChar));
    }

    /// <summary>Makes a computation that pulls pixels from this image stop with an error; safe from any thread.</summary>
    internal void Kill() => VipsNative.ImageSetKill(handle, 1);

    /// <summary>
    /// Computes the first row on the calling thread; everything else is computed by threads of libvips. A decoder that
    /// knows whole photos only does all its work in this call.
    /// </summary>
    /// <exception cref="VipsException">Damaged, or stopped.</exception>
    internal void ComputeFirstRow()
    {
        var region = VipsNative.RegionNew(handle);
        if (region == 0)
            throw new VipsException(VipsException.TakeErrors());
        try
        {
            var row = new VipsNative.Rectangle(0, 0, Width, 1);
            if (VipsNative.RegionPrepare(region, ref row) != 0)
                throw new VipsException(VipsException.TakeErrors());
        }
        finally
        {
            VipsNative.ObjectUnref(region);
        }
    }

    /// <summary>Computes the pixels of an 8-bit, three-band image, shrunk to the given size, into rented memory.</summary>
    internal PixelImage ToPixels(int width, int height, Func<int, int, PixelImage> rent)
    {
        if (!Is8Bit || Bands != 3)
            throw new InvalidOperationException("Only 8-bit images of three bands become pixels.");

        var memory = VipsNative.ImageWriteToMemory(handle, out var size);
        if (memory == 0)
            throw new VipsException(VipsException.TakeErrors());
        try
        {
            var pixels = new ReadOnlySpan<byte>((void*)memory, checked((int)size));
            return PixelResizer.Resize(pixels, Width, Height, rent(width, height));
        }
        finally
        {
            VipsNative.Free(memory);
        }
    }

    protected override bool ReleaseHandle()
    {
        VipsNative.ObjectUnref(handle);
        return true;
    }
}
