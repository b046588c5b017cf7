using System.Runtime.InteropServices;
using System.Text;

namespace Recognize.Models.Packs.Own;

/// <summary>Refuses weights that lie in other files or that are no numbers.</summary>
internal static class OnnxTensorCheck
{
    private const int Float = 1;
    private const int Float16 = 10;
    private const int Double = 11;
    private const int BFloat16 = 16;

    /// <summary>Checks one <c>TensorProto</c>.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="ModelRefusedException">It is not to be used.</exception>
    public static string Check(ReadOnlySpan<byte> bytes)
    {
        var (name, type) = ("", 0);
        ReadOnlySpan<byte> raw = default, floats = default, doubles = default;
        for (var tensor = new ProtoReader(bytes); tensor.Read();)
        {
            switch (tensor.Field)
            {
                case 2:
                    type = (int)tensor.Number;
                    break;
                case 4 when tensor.Bytes.Length > floats.Length:
                    floats = tensor.Bytes;
                    break;
                case 8:
                    name = Encoding.UTF8.GetString(tensor.Bytes);
                    break;
                case 9:
                    raw = tensor.Bytes;
                    break;
                case 10 when tensor.Bytes.Length > doubles.Length:
                    doubles = tensor.Bytes;
                    break;
                // A path inside the model file could name any file of this machine.
                case 13:
                case 14 when tensor.Number != 0:
                    throw new ModelRefusedException(
                        "It keeps weights in another file (external data), which is not supported: "
                        + "save the network as one file.");
            }
        }
        RequireNumbers<float>(name, floats, float.IsNaN, float.IsInfinity);
        RequireNumbers<double>(name, doubles, double.IsNaN, double.IsInfinity);
        switch (type)
        {
            case Float:
                RequireNumbers<float>(name, raw, float.IsNaN, float.IsInfinity);
                break;
            case Float16:
                RequireNumbers<Half>(name, raw, Half.IsNaN, Half.IsInfinity);
                break;
            case Double:
                RequireNumbers<double>(name, raw, double.IsNaN, double.IsInfinity);
                break;
            case BFloat16:
                RequireNumbers<ushort>(name, raw, bits => float.IsNaN(Widen(bits)), bits => float.IsInfinity(Widen(bits)));
                break;
        }
        return name;
    }

    /// <summary>Checks the two tensors of a <c>SparseTensorProto</c>.</summary>
    public static void CheckSparse(ReadOnlySpan<byte> bytes)
    {
        for (var sparse = new ProtoReader(bytes); sparse.Read();)
        {
            if (sparse.Field is 1 or 2)
                Check(sparse.Bytes);
        }
    }

    private static void RequireNumbers<T>(
        string name, ReadOnlySpan<byte> raw, Func<T, bool> isNaN, Func<T, bool> isInfinite)
        where T : unmanaged
    {
        var values = MemoryMarshal.Cast<byte, T>(raw);
        foreach (var value in values)
        {
            // One infinite number may be the open end of a range; among weights it is damage.
            if (isNaN(value) || (values.Length > 1 && isInfinite(value)))
                throw new ModelRefusedException($"Its weights {Quoted(name)} hold values that are not numbers (NaN or infinite).");
        }
    }

    private static string Quoted(string name) => name.Length == 0 ? "" : $"\"{name}\"";

    private static float Widen(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
