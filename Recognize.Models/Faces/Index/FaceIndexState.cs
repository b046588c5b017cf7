using System.Security.Cryptography;
using System.Text;

namespace Recognize.Models.Faces.Index;

/// <summary>
/// Writes and reads what is costly to make of an index, its centres: magic, version, pack, dimensions, faces that the
/// centres were trained on, number of centres, centres, SHA-256 of all before. Numbers are little-endian.
/// </summary>
internal static class FaceIndexState
{
    private const uint Magic = 0x58494652; // "RFIX"
    private const int Version = 1;

    // Far more than any index has; keeps a damaged number from asking for all memory.
    private const int MostCentres = 1 << 20;

    public static void Write(Stream stream, string packVersion, int dimensions, CellCentres? centres)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write(packVersion);
            writer.Write(dimensions);
            writer.Write(centres?.TrainedOn ?? 0);
            writer.Write(centres?.Count ?? 0);
            if (centres is not null)
                foreach (var value in centres.Values)
                    writer.Write(value);
        }
        stream.Write(content.GetBuffer().AsSpan(0, (int)content.Length));
        stream.Write(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
    }

    /// <returns>The centres, or null if the index was saved while it had none.</returns>
    /// <exception cref="FaceIndexStateException">The state cannot be used.</exception>
    public static CellCentres? Read(Stream stream, string packVersion, int dimensions)
    {
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        if (bytes.Length < SHA256.HashSizeInBytes
            || !SHA256.HashData(bytes[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(bytes[^SHA256.HashSizeInBytes..]))
            throw new FaceIndexStateException("The saved face index is cut off or damaged.");

        content.Position = 0;
        using var reader = new BinaryReader(content, Encoding.UTF8);
        try
        {
            return Read(reader, packVersion, dimensions);
        }
        catch (EndOfStreamException cut)
        {
            throw new FaceIndexStateException("The saved face index is not one of this program.", cut);
        }
    }

    private static CellCentres? Read(BinaryReader reader, string packVersion, int dimensions)
    {
        if (reader.ReadUInt32() != Magic || reader.ReadInt32() != Version)
            throw new FaceIndexStateException("The saved face index is not one of this version of the program.");
        if (reader.ReadString() is var pack && pack != packVersion)
            throw new FaceIndexStateException($"The saved face index is of the model pack '{pack}', not of '{packVersion}'.");
        if (reader.ReadInt32() is var length && length != dimensions)
            throw new FaceIndexStateException($"The saved face index is of vectors of {length} numbers, not of {dimensions}.");
        var trainedOn = reader.ReadInt32();
        var count = reader.ReadInt32();
        if (trainedOn < 0 || count is < 0 or > MostCentres)
            throw new FaceIndexStateException("The saved face index has numbers that cannot be.");
        if (count == 0)
            return null;
        var values = new float[count * dimensions];
        for (var i = 0; i < values.Length; i++)
            values[i] = reader.ReadSingle();
        return new CellCentres(values, dimensions, trainedOn);
    }
}
