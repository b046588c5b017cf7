namespace Recognize.Models.Packs.Import;

/// <summary>A TFLite network as its file describes it, with every index checked. Tensors are NHWC.</summary>
internal sealed record TfliteModel(
    IReadOnlyList<TfliteTensor> Tensors,
    IReadOnlyList<TfliteOperator> Operators,
    int Input,
    int Output,
    TfliteNormalization? Normalization);

/// <summary>One step of the network, by the schema's name of its operator.</summary>
/// <param name="Name">Such as <c>CONV_2D</c>; a custom operator by its own name.</param>
/// <param name="Inputs">Tensor numbers; -1 where an optional input is left out.</param>
/// <param name="Outputs">Tensor numbers.</param>
/// <param name="Options">Its settings; null when it has none.</param>
internal sealed record TfliteOperator(string Name, int[] Inputs, int[] Outputs, FlatTable? Options);

/// <summary>How the file's notes say that a float input is made from bytes: (byte - mean) / deviation.</summary>
internal sealed record TfliteNormalization(float Mean, float Deviation);

/// <summary>Element types of TFLite that the import knows; the numbers are the schema's.</summary>
internal enum TfliteType
{
    Float32 = 0,
    Float16 = 1,
    Int32 = 2,
    UInt8 = 3,
    Int64 = 4,
    Int8 = 9,
}
