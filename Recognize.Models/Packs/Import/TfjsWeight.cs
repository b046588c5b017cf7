using System.Runtime.InteropServices;
using System.Text.Json;

namespace Recognize.Models.Packs.Import;

/// <summary>A constant of a tfjs model, row-major; whole numbers are kept as floats, which hold any size or axis.</summary>
internal sealed record TfjsWeight(int[] Shape, float[] Values)
{
    private const long MostElements = 1L << 28;

    /// <summary>The constants of a manifest, whose bytes follow each other in one file.</summary>
    public static Dictionary<string, TfjsWeight> ReadAll(JsonElement manifest, byte[] bytes)
    {
        var weights = new Dictionary<string, TfjsWeight>(StringComparer.Ordinal);
        var rest = bytes.AsSpan();
        foreach (var entry in manifest.EnumerateArray().SelectMany(group => group.GetProperty("weights").EnumerateArray()))
        {
            var name = entry.GetProperty("name").GetString()!;
            int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            long count = 1;
            foreach (var size in shape)
            {
                if (size < 0 || (count *= size) > MostElements)
                    throw new ImportRefusedException($"its weights {name} are larger than this program allows");
            }
            var (stored, scale, lowest) = Storage(entry);
            var length = count * BytesOf(stored);
            if (length > rest.Length)
                throw new ImportRefusedException("its file of weights is shorter than its description says");
            var values = ToFloats(rest[..(int)length], stored, scale, lowest);
            if (!Array.TrueForAll(values, float.IsFinite))
                throw new ImportRefusedException($"its weights {name} hold numbers that are not finite");
            weights.Add(name, new TfjsWeight(shape, values));
            rest = rest[(int)length..];
        }
        return rest.IsEmpty
            ? weights
            : throw new ImportRefusedException("its file of weights is longer than its description says");
    }

    private static (string Stored, float Scale, float Lowest) Storage(JsonElement entry)
    {
        if (!entry.TryGetProperty("quantization", out var quantization))
            return (entry.GetProperty("dtype").GetString()!, 1, 0);
        var stored = quantization.GetProperty("dtype").GetString()!;
        return stored == "float16"
            ? (stored, 1, 0)
            : (stored, quantization.GetProperty("scale").GetSingle(), quantization.GetProperty("min").GetSingle());
    }

    private static int BytesOf(string stored) => stored switch
    {
        "float32" or "int32" => 4,
        "float16" or "uint16" => 2,
        "uint8" => 1,
        _ => throw new ImportRefusedException($"weights of the type {stored} are not supported"),
    };

    private static float[] ToFloats(ReadOnlySpan<byte> bytes, string stored, float scale, float lowest) => stored switch
    {
        "float32" => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
        "int32" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), value => (float)value),
        "float16" => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (float)value),
        "uint16" => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), value => value * scale + lowest),
        _ => Array.ConvertAll(bytes.ToArray(), value => value * scale + lowest),
    };
}
