using System.Runtime.InteropServices;

namespace Recognize.Models.Packs.Import;

/// <summary>A tensor of a TFLite network.</summary>
/// <param name="Number">Its place in the file's list.</param>
/// <param name="Type">Element type; null where the import knows no such type, which is an error only if it is used.</param>
/// <param name="Shape">Sizes, none negative.</param>
/// <param name="Data">The constant's bytes; empty for a computed tensor.</param>
/// <param name="Scales">One, or one for each slice along <paramref name="Axis"/>; empty when not quantised.</param>
/// <param name="ZeroPoints">As many as there are scales.</param>
/// <param name="Axis">The axis that has a scale for each slice.</param>
internal sealed record TfliteTensor(
    int Number, TfliteType? Type, int[] Shape, ReadOnlyMemory<byte> Data, float[] Scales, int[] ZeroPoints, int Axis)
{
    public bool IsConstant => !Data.IsEmpty;

    public bool IsQuantized => Scales.Length > 0 && Type is TfliteType.UInt8 or TfliteType.Int8;

    public int Rank => Shape.Length;

    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Lowest value the tensor can hold when it is quantised: the clamp to it is part of the network.</summary>
    public float Lowest => (Type == TfliteType.Int8 ? -128 - ZeroPoints[0] : -ZeroPoints[0]) * Scales[0];

    /// <summary>Highest value the tensor can hold when it is quantised.</summary>
    public float Highest => (Type == TfliteType.Int8 ? 127 - ZeroPoints[0] : 255 - ZeroPoints[0]) * Scales[0];

    /// <summary>A quantised constant as unsigned bytes; signed ones are moved by 128, and so must be their zero point.</summary>
    public byte[] ToUnsigned() => [.. Data.Span.ToArray().Select(value => (byte)(value ^ Flip(TfliteType.UInt8)))];

    /// <summary>A quantised constant as signed bytes; unsigned ones are moved by -128, and so must be their zero point.</summary>
    public sbyte[] ToSigned() => [.. Data.Span.ToArray().Select(value => unchecked((sbyte)(value ^ Flip(TfliteType.Int8))))];

    /// <summary>One number of a quantised constant as its distance from the zero point of a slice.</summary>
    public int StepsFromZero(int index, int slice) =>
        AsInteger(Data.Span[index]) - ZeroPoints[ZeroPoints.Length == 1 ? 0 : slice];

    /// <summary>A constant of whole numbers.</summary>
    public int[] ToIntegers() => Type switch
    {
        TfliteType.Int32 => MemoryMarshal.Cast<byte, int>(Data.Span).ToArray(),
        TfliteType.Int64 => [.. MemoryMarshal.Cast<byte, long>(Data.Span).ToArray().Select(Narrow)],
        _ => throw new ImportRefusedException($"tensor {Number} should be a constant of whole numbers"),
    };

    /// <summary>A constant as the numbers it stands for.</summary>
    public float[] ToFloats()
    {
        var values = Type switch
        {
            TfliteType.Float32 => MemoryMarshal.Cast<byte, float>(Data.Span).ToArray(),
            TfliteType.Float16 => [.. MemoryMarshal.Cast<byte, Half>(Data.Span).ToArray().Select(value => (float)value)],
            TfliteType.UInt8 or TfliteType.Int8 or TfliteType.Int32 => Dequantize(),
            _ => throw new ImportRefusedException($"tensor {Number} should be a constant of numbers"),
        };
        return Array.TrueForAll(values, float.IsFinite)
            ? values
            : throw new ImportRefusedException($"its weights hold numbers that are not finite (tensor {Number})");
    }

    /// <summary>Flipping the highest bit moves a byte by 128.</summary>
    private byte Flip(TfliteType wanted) => Type == wanted ? (byte)0 : (byte)0x80;

    private float[] Dequantize()
    {
        if (Scales.Length == 0)
            throw new ImportRefusedException($"tensor {Number} holds bytes without a scale");
        var inner = Scales.Length == 1 ? 1 : Shape.Skip(Axis + 1).Aggregate(1, (product, size) => product * size);
        var raw = Type == TfliteType.Int32 ? ToIntegers() : Data.ToArray().Select(AsInteger);
        return [.. raw.Select((value, index) =>
        {
            var slice = Scales.Length == 1 ? 0 : index / inner % Scales.Length;
            return (value - ZeroPoints[slice]) * Scales[slice];
        })];
    }

    private int AsInteger(byte value) => Type == TfliteType.Int8 ? (sbyte)value : value;

    private static int Narrow(long value) => value is >= int.MinValue and <= int.MaxValue
        ? (int)value
        : throw new ImportRefusedException($"it holds the size {value}, which no tensor can have");
}
