using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Recognize.Models.Persistence;

/// <summary>Vectors as the database holds them: float32, little-endian.</summary>
public static class EmbeddingBytes
{
    public static byte[] From(ReadOnlySpan<float> vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        if (BitConverter.IsLittleEndian)
            MemoryMarshal.AsBytes(vector).CopyTo(bytes);
        else
        {
            for (var i = 0; i < vector.Length; i++)
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        }
        return bytes;
    }

    /// <exception cref="ArgumentException">The length is not a whole number of floats.</exception>
    public static float[] ToVector(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % sizeof(float) != 0)
            throw new ArgumentException($"{bytes.Length} bytes are not a whole number of floats.", nameof(bytes));
        var vector = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        return vector;
    }
}
