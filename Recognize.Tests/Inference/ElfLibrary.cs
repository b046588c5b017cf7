using System.Buffers.Binary;
using System.Text;

namespace Recognize.Tests.Inference;

/// <summary>What a shared library of 64-bit Linux says of itself, read without loading it.</summary>
internal sealed class ElfLibrary
{
    public const int X64 = 62;
    public const int Arm64 = 183;

    private const uint DynamicSymbols = 11;
    private const uint NeededVersions = 0x6ffffffe;

    private readonly byte[] _bytes;

    /// <exception cref="InvalidDataException">It is no library of 64 bits, little end first.</exception>
    public ElfLibrary(string path)
    {
        _bytes = File.ReadAllBytes(path);
        if (!_bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            throw new InvalidDataException($"{path} is no library of 64-bit Linux.");
    }

    /// <summary>The processor that it is for.</summary>
    public int Machine => U16(18);

    /// <summary>Symbols that others may use; those it only asks for are not among them.</summary>
    public IEnumerable<string> Exports => Sections().Where(section => section.Type == DynamicSymbols).SelectMany(section =>
        Enumerable.Range(0, section.Length / 24).Select(index => section.Offset + (index * 24))
            .Where(symbol => U16(symbol + 6) != 0)
            .Select(symbol => Text(section.Names + (int)U32(symbol))));

    /// <summary>Versions of other libraries' symbols without which it is not loaded, such as <c>GLIBC_2.28</c>.</summary>
    public IEnumerable<string> Needs
    {
        get
        {
            foreach (var section in Sections().Where(section => section.Type == NeededVersions))
            {
                for (var (at, isLast) = (section.Offset, false); !isLast; at += (int)U32(at + 12))
                {
                    var version = at + (int)U32(at + 8);
                    for (var left = U16(at + 2); left > 0; left--, version += (int)U32(version + 12))
                        yield return Text(section.Names + (int)U32(version + 8));
                    isLast = U32(at + 12) == 0;
                }
            }
        }
    }

    private IEnumerable<(uint Type, int Offset, int Length, int Names)> Sections()
    {
        var (table, size) = ((int)U64(40), U16(58));
        for (var index = 0; index < U16(60); index++)
        {
            var section = table + (index * size);
            var names = table + ((int)U32(section + 40) * size);
            yield return (U32(section + 4), (int)U64(section + 24), (int)U64(section + 32), (int)U64(names + 24));
        }
    }

    private string Text(int at) => Encoding.ASCII.GetString(_bytes.AsSpan(at, _bytes.AsSpan(at).IndexOf((byte)0)));

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at));

    private ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(at));
}
