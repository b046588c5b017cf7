namespace Recognize.Models.Packs.Import;

/// <summary>Element types of a tensor; the numbers are those of <c>TensorProto.DataType</c> in onnx.proto.</summary>
internal enum OnnxElementType
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
}
