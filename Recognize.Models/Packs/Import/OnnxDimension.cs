namespace Recognize.Models.Packs.Import;

/// <summary>One dimension of an input or output: a fixed size, or a name where any size may be given.</summary>
internal readonly record struct OnnxDimension(long Size, string? Name)
{
    public static implicit operator OnnxDimension(long size) => new(size, null);

    public static implicit operator OnnxDimension(string name) => new(0, name);
}
