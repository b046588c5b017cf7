namespace Recognize.Models.Packs.Import;

/// <summary>An input or output of a graph.</summary>
internal sealed record OnnxValue(string Name, OnnxElementType Type, OnnxDimension[] Shape);

/// <summary>A constant of a graph; the bytes are little-endian, row-major.</summary>
internal sealed record OnnxTensor(string Name, OnnxElementType Type, long[] Shape, byte[] Raw);

/// <summary>One operation of a graph.</summary>
internal sealed record OnnxNode(string Operation, string[] Inputs, string Output, OnnxAttribute[] Attributes);
