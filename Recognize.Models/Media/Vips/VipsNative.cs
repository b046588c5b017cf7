using System.Runtime.InteropServices;

namespace Recognize.Models.Media.Vips;

/// <summary>Entry points of libvips and GLib; only non-variadic ones, since .NET cannot call variadic functions.</summary>
internal static unsafe partial class VipsNative
{
    private const string Vips = "libvips.so.42";
    private const string GObject = "libgobject-2.0.so.0";
    private const string GLib = "libglib-2.0.so.0";

    [LibraryImport(Vips, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Init(string programName);

    [LibraryImport(Vips, EntryPoint = "vips_version")]
    internal static partial int Version(int part);

    [LibraryImport(Vips, EntryPoint = "vips_concurrency_set")]
    internal static partial void ConcurrencySet(int threads);

    [LibraryImport(Vips, EntryPoint = "vips_cache_set_max")]
    internal static partial void CacheSetMax(int operations);

    [LibraryImport(Vips, EntryPoint = "vips_operation_block_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void OperationBlockSet(string className, int blocked);

    [LibraryImport(Vips, EntryPoint = "vips_block_untrusted_set")]
    internal static partial void BlockUntrustedSet(int blocked);

    [LibraryImport(Vips, EntryPoint = "vips_error_buffer_copy")]
    internal static partial nint ErrorBufferCopy();

    [LibraryImport(Vips, EntryPoint = "vips_error_clear")]
    internal static partial void ErrorClear();

    [LibraryImport(Vips, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint OperationNew(string name);

    [LibraryImport(Vips, EntryPoint = "vips_cache_operation_build")]
    internal static partial nint CacheOperationBuild(nint operation);

    [LibraryImport(Vips, EntryPoint = "vips_object_unref_outputs")]
    internal static partial void ObjectUnrefOutputs(nint vipsObject);

    [LibraryImport(Vips, EntryPoint = "vips_object_set_argument_from_string", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ObjectSetArgumentFromString(nint vipsObject, string name, string value);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_type")]
    internal static partial nuint ImageGetType();

    [LibraryImport(Vips, EntryPoint = "vips_blob_get_type")]
    internal static partial nuint BlobGetType();

    [LibraryImport(Vips, EntryPoint = "vips_array_double_get_type")]
    internal static partial nuint ArrayDoubleGetType();

    [LibraryImport(Vips, EntryPoint = "vips_value_set_array_double")]
    internal static partial void ValueSetArrayDouble(ref GValue value, double* array, int count);

    [LibraryImport(Vips, EntryPoint = "vips_value_get_blob")]
    internal static partial nint ValueGetBlob(ref GValue value, out nuint length);

    [LibraryImport(Vips, EntryPoint = "vips_image_new_from_memory")]
    internal static partial nint ImageNewFromMemory(void* data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Vips, EntryPoint = "vips_image_write_to_memory")]
    internal static partial nint ImageWriteToMemory(nint image, out nuint size);

    [LibraryImport(Vips, EntryPoint = "vips_region_new")]
    internal static partial nint RegionNew(nint image);

    [LibraryImport(Vips, EntryPoint = "vips_region_prepare")]
    internal static partial int RegionPrepare(nint region, ref Rectangle area);

    [LibraryImport(Vips, EntryPoint = "vips_image_set_kill")]
    internal static partial void ImageSetKill(nint image, int kill);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_width")]
    internal static partial int ImageGetWidth(nint image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_height")]
    internal static partial int ImageGetHeight(nint image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_bands")]
    internal static partial int ImageGetBands(nint image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_format")]
    internal static partial int ImageGetFormat(nint image);

    [LibraryImport(Vips, EntryPoint = "vips_image_hasalpha")]
    internal static partial int ImageHasAlpha(nint image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_orientation")]
    internal static partial int ImageGetOrientation(nint image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_interpretation")]
    internal static partial int ImageGetInterpretation(nint image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_blob", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ImageGetBlob(nint image, string name, out nint data, out nuint length);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint ImageGetTypeof(nint image, string name);

    [LibraryImport(GObject, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ObjectSetProperty(nint gobject, string name, ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ObjectGetProperty(nint gobject, string name, ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_object_unref")]
    internal static partial void ObjectUnref(nint gobject);

    [LibraryImport(GObject, EntryPoint = "g_value_init")]
    internal static partial nint ValueInit(ref GValue value, nuint type);

    [LibraryImport(GObject, EntryPoint = "g_value_unset")]
    internal static partial void ValueUnset(ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_value_set_string", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ValueSetString(ref GValue value, string text);

    [LibraryImport(GObject, EntryPoint = "g_value_set_object")]
    internal static partial void ValueSetObject(ref GValue value, nint gobject);

    [LibraryImport(GObject, EntryPoint = "g_value_dup_object")]
    internal static partial nint ValueDupObject(ref GValue value);

    [LibraryImport(GLib, EntryPoint = "g_free")]
    internal static partial void Free(nint memory);

    [LibraryImport(GLib, EntryPoint = "g_log_set_handler", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint LogSetHandler(
        string domain, int levels, delegate* unmanaged[Cdecl]<nint, int, nint, nint, void> handler, nint userData);

    /// <summary>libvips' <c>VipsRect</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Rectangle(int Left, int Top, int Width, int Height);

    /// <summary>GLib's <c>GValue</c>: a type and 16 bytes of data.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct GValue
    {
        private readonly nuint _type;
        private readonly ulong _data0;
        private readonly ulong _data1;
    }
}
