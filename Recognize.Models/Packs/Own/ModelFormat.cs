namespace Recognize.Models.Packs.Own;

/// <summary>What sort of file a model is, by its content: endings lie.</summary>
internal static class ModelFormat
{
    /// <summary>The ending under which the file is kept: <c>.onnx</c> or <c>.tflite</c>.</summary>
    /// <exception cref="ModelRefusedException">It is neither; the message says what it looks like.</exception>
    public static string Identify(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
            throw new ModelRefusedException("The file is empty.");
        if (head.Length >= 8 && head[4..8].SequenceEqual("TFL3"u8))
            return ".tflite";
        if (Describe(head) is { } kind)
            throw new ModelRefusedException($"It is {kind}, and not an ONNX or TFLite network.");
        // The first field of every ONNX file in use is its format's version; the rest is looked through afterwards.
        if (head[0] is 0x08 or 0x12 or 0x3A or 0x42)
            return ".onnx";
        throw new ModelRefusedException("It is neither an ONNX nor a TFLite network.");
    }

    private static string? Describe(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("version https://git-lfs"u8))
            return "the placeholder of a file in Git LFS: fetch the file itself";
        if (head.StartsWith("<"u8))
            return "a web page or XML: was the page saved instead of the file?";
        if (head.StartsWith("PK"u8))
            return "a zip archive (or a PyTorch file): unpack or export it";
        if (head.Length > 4 && head[1..4].SequenceEqual("HDF"u8))
            return "an HDF5 (Keras) file: export it to ONNX or TFLite";
        if (head.StartsWith("{"u8))
            return "a JSON file";
        if (head.Length > 2 && head[0] == 0x1F && head[1] == 0x8B)
            return "a compressed file: unpack it";
        return null;
    }
}
