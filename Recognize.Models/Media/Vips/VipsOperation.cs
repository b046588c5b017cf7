using System.Globalization;

namespace Recognize.Models.Media.Vips;

/// <summary>
/// One call of a libvips operation: arguments are set by name, <see cref="Run"/> builds it, outputs are taken, then it
/// is disposed. Not thread-safe. A failed call throws <see cref="VipsException"/>.
/// </summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private const nuint StringType = 16 << 2;

    private readonly string _name;
    private nint _operation;
    private nint _built;

    internal VipsOperation(string name)
    {
        VipsRuntime.EnsureStarted();
        _name = name;
        _operation = VipsNative.OperationNew(name);
        if (_operation == 0)
            throw new VipsException(VipsException.TakeErrors());
    }

    /// <summary>Sets a text as it is; a file name is not searched for options in square brackets.</summary>
    internal VipsOperation SetText(string argument, string value)
    {
        var boxed = default(VipsNative.GValue);
        VipsNative.ValueInit(ref boxed, StringType);
        VipsNative.ValueSetString(ref boxed, value);
        return SetAndUnset(argument, ref boxed);
    }

    internal VipsOperation Set(string argument, VipsImage image)
    {
        var boxed = default(VipsNative.GValue);
        VipsNative.ValueInit(ref boxed, VipsNative.ImageGetType());
        VipsNative.ValueSetObject(ref boxed, image.Pointer);
        return SetAndUnset(argument, ref boxed);
    }

    internal VipsOperation Set(string argument, ReadOnlySpan<double> values)
    {
        var boxed = default(VipsNative.GValue);
        VipsNative.ValueInit(ref boxed, VipsNative.ArrayDoubleGetType());
        fixed (double* first = values)
            VipsNative.ValueSetArrayDouble(ref boxed, first, values.Length);
        return SetAndUnset(argument, ref boxed);
    }

    internal VipsOperation Set(string argument, bool value) => SetParsed(argument, value ? "true" : "false");

    internal VipsOperation Set(string argument, int value) =>
        SetParsed(argument, value.ToString(CultureInfo.InvariantCulture));

    internal VipsOperation Set(string argument, double value) =>
        SetParsed(argument, value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Sets one of an enumeration's values by its short name, such as <c>down</c>.</summary>
    internal VipsOperation SetChoice(string argument, string choice) => SetParsed(argument, choice);

    internal VipsOperation Run()
    {
        _built = VipsNative.CacheOperationBuild(_operation);
        if (_built != 0)
            return this;

        // The order matters: the text is gone, and the process with it, once the half-built object is released.
        var errors = VipsException.TakeErrors();
        VipsNative.ObjectUnrefOutputs(_operation);
        VipsNative.ObjectUnref(_operation);
        _operation = 0;
        throw new VipsException($"{_name}: {errors}");
    }

    /// <summary>A reference of its own to an image that <see cref="Run"/> made.</summary>
    internal VipsImage TakeImage(string argument = "out")
    {
        var boxed = default(VipsNative.GValue);
        VipsNative.ValueInit(ref boxed, VipsNative.ImageGetType());
        VipsNative.ObjectGetProperty(_built, argument, ref boxed);
        var image = VipsNative.ValueDupObject(ref boxed);
        VipsNative.ValueUnset(ref boxed);
        return VipsImage.Own(image);
    }

    /// <summary>A copy of the bytes that <see cref="Run"/> made.</summary>
    internal byte[] TakeBytes(string argument = "buffer")
    {
        var boxed = default(VipsNative.GValue);
        VipsNative.ValueInit(ref boxed, VipsNative.BlobGetType());
        VipsNative.ObjectGetProperty(_built, argument, ref boxed);
        var data = VipsNative.ValueGetBlob(ref boxed, out var length);
        var bytes = new ReadOnlySpan<byte>((void*)data, checked((int)length)).ToArray();
        VipsNative.ValueUnset(ref boxed);
        return bytes;
    }

    public void Dispose()
    {
        if (_built != 0)
        {
            VipsNative.ObjectUnrefOutputs(_built);
            VipsNative.ObjectUnref(_built);
            _built = 0;
        }
        if (_operation != 0)
        {
            VipsNative.ObjectUnref(_operation);
            _operation = 0;
        }
    }

    private VipsOperation SetAndUnset(string argument, ref VipsNative.GValue boxed)
    {
        VipsNative.ObjectSetProperty(_operation, argument, ref boxed);
        VipsNative.ValueUnset(ref boxed);
        return this;
    }

    private VipsOperation SetParsed(string argument, string value)
    {
        if (VipsNative.ObjectSetArgumentFromString(_operation, argument, value) != 0)
            throw new VipsException($"{_name}: {VipsException.TakeErrors()}");
        return this;
    }
}
