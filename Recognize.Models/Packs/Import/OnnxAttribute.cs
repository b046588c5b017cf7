namespace Recognize.Models.Packs.Import;

/// <summary>An attribute of a node, such as the strides of a convolution.</summary>
internal abstract record OnnxAttribute(string Name)
{
    public static OnnxAttribute Int(string name, long value) => new IntAttribute(name, value);

    public static OnnxAttribute Ints(string name, params IReadOnlyList<long> values) => new IntsAttribute(name, values);

    public static OnnxAttribute Float(string name, float value) => new FloatAttribute(name, value);

    public static OnnxAttribute Text(string name, string value) => new TextAttribute(name, value);

    internal sealed record IntAttribute(string Name, long Value) : OnnxAttribute(Name);

    internal sealed record IntsAttribute(string Name, IReadOnlyList<long> Values) : OnnxAttribute(Name);

    internal sealed record FloatAttribute(string Name, float Value) : OnnxAttribute(Name);

    internal sealed record TextAttribute(string Name, string Value) : OnnxAttribute(Name);
}
