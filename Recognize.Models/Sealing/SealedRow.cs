using System.Buffers.Binary;
using System.Text;

namespace Recognize.Models.Sealing;

/// <summary>What a sealed value is. Part of what every value is sealed with: never renumber.</summary>
public enum SealedKind
{
    /// <summary>The vector of a face, in <c>faces</c> and <c>next_faces</c>: a switch of face models moves it from one to the other.</summary>
    Face = 1,

    /// <summary>The vector of a face in a contact's portrait.</summary>
    PortraitFace = 2,

    /// <summary>A contact's portrait.</summary>
    Portrait = 3,

    /// <summary>The saved cells of an owner's index of faces: means of vectors.</summary>
    FaceIndex = 4,

    /// <summary>A part of a file of cards, with the photos in it, that waits to be read.</summary>
    CardFile = 5,

    /// <summary>What somebody looks like who is not to be recognised.</summary>
    Look = 6,
}

/// <summary>The place a value is sealed for: it opens nowhere else.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its row.</param>
/// <param name="Number">Its number within the row's id, where it has one.</param>
/// <param name="PackVersion">The face models that made it; empty for what no model made.</param>
public readonly record struct SealedRow(SealedKind Kind, Guid Id, int Number, string PackVersion)
{
    private const int FixedBytes = 1 + 16 + 16 + 4;

    public static SealedRow Face(Guid faceId, string packVersion) => new(SealedKind.Face, faceId, 0, packVersion);

    public static SealedRow PortraitFace(Guid portraitId, int number, string packVersion) =>
        new(SealedKind.PortraitFace, portraitId, number, packVersion);

    public static SealedRow Portrait(Guid portraitId) => new(SealedKind.Portrait, portraitId, 0, "");

    public static SealedRow FaceIndex(Guid ownerId, string packVersion) => new(SealedKind.FaceIndex, ownerId, 0, packVersion);

    public static SealedRow Look(Guid lookId, string packVersion) => new(SealedKind.Look, lookId, 0, packVersion);

    public static SealedRow CardFile(Guid uploadId, int number) => new(SealedKind.CardFile, uploadId, number, "");

    /// <summary>Bytes that <see cref="Write"/> needs at most.</summary>
    internal int MostBytes => FixedBytes + Encoding.UTF8.GetMaxByteCount(PackVersion.Length);

    /// <summary>The place as the cipher's associated data; the pack comes last, so no two places write the same.</summary>
    internal int Write(Guid ownerId, Span<byte> target)
    {
        target[0] = (byte)Kind;
        ownerId.TryWriteBytes(target[1..], bigEndian: true, out _);
        Id.TryWriteBytes(target[17..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(target[33..], Number);
        return FixedBytes + Encoding.UTF8.GetBytes(PackVersion, target[FixedBytes..]);
    }
}
