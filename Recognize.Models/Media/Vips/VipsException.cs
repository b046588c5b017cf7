using System.Runtime.InteropServices;

namespace Recognize.Models.Media.Vips;

/// <summary>
/// An operation of libvips failed; the message is libvips' own, for logs. libvips keeps one error text per process,
/// so that under parallel failures it may hold a neighbour's lines: never decide anything by it.
/// </summary>
internal sealed class VipsException(string message) : Exception(message)
{
    private const int MaxLength = 500;

    /// <summary>Forgets what loaders complained of while they succeeded: the text is full some day.</summary>
    internal static void ClearErrors()
    {
        VipsRuntime.EnsureStarted();
        VipsNative.ErrorClear();
    }

    /// <summary>Reads and clears libvips' error text.</summary>
    internal static string TakeErrors()
    {
        var pointer = VipsNative.ErrorBufferCopy();
        try
        {
            var text = Marshal.PtrToStringUTF8(pointer)?.Trim() ?? "";
            if (text.Length == 0)
                return "no details";
            return text.Length <= MaxLength ? text : text[..MaxLength];
        }
        finally
        {
            VipsNative.Free(pointer);
        }
    }
}
