using Microsoft.ML.OnnxRuntime;

namespace Recognize.Models.Inference;

/// <summary>Tells errors of ONNX Runtime apart, for those who try networks of unknown origin.</summary>
internal static class OnnxFailure
{
    /// <summary>Whether the runtime refused a network or failed to run it.</summary>
    public static bool Is(Exception error) => error is OnnxRuntimeException;

    /// <summary>Whether memory was refused; the runtime reports that among its other errors, in words.</summary>
    public static bool IsOutOfMemory(Exception error) =>
        error is OutOfMemoryException or InsufficientMemoryException
        || (error is OnnxRuntimeException
            && (error.Message.Contains("bad_alloc", StringComparison.Ordinal)
                || error.Message.Contains("bad allocation", StringComparison.Ordinal)
                || error.Message.Contains("Failed to allocate", StringComparison.OrdinalIgnoreCase)));
}
