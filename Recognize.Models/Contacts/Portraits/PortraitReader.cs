using Recognize.Models.Faces;
using Recognize.Models.Media;

namespace Recognize.Models.Contacts.Portraits;

/// <summary>A portrait that was read.</summary>
/// <param name="Faces">All faces in it, surest first.</param>
/// <param name="Verdict">What it is worth.</param>
public sealed record ReadPortrait(IReadOnlyList<DetectedFace> Faces, PortraitVerdict Verdict);

/// <summary>Finds the faces of portraits. Thread-safe.</summary>
public sealed class PortraitReader(PhotoDecoder decoder)
{
    /// <summary>Longest edge of a photo that is kept: enough for another network to find the same faces in it again.</summary>
    public const int KeptEdgePixels = 1280;

    private const int Quality = 90;
    private const int Effort = 4;

    /// <summary>The photo as it is kept: WebP of at most <see cref="KeptEdgePixels"/>, without a look at its faces.</summary>
    /// <exception cref="UnreadableMediaException">It is no photo that can be read; the message says why.</exception>
    public byte[] Shrink(ReadOnlySpan<byte> content, CancellationToken cancellationToken)
    {
        using var photo = decoder.Decode(content, KeptEdgePixels, cancellationToken);
        return decoder.ToWebP(photo.Image, [KeptEdgePixels], Quality, Effort)[0];
    }

    /// <summary>Reads a photo and judges it.</summary>
    /// <exception cref="Inference.ModelFileException">A model file is missing or damaged.</exception>
    public ReadPortrait Read(byte[] content, FaceRecognizer recognizer, CancellationToken cancellationToken)
    {
        try
        {
            using var photo = decoder.Decode(content, KeptEdgePixels, cancellationToken);
            var faces = recognizer.Recognize(
                photo.Image, photo.OriginalWidth, photo.OriginalHeight, cancellationToken,
                edge => decoder.Decode(content, edge, cancellationToken).Image);
            return new ReadPortrait(faces, PortraitJudge.Judge(faces));
        }
        catch (UnreadableMediaException unreadable)
        {
            return new ReadPortrait([], new PortraitVerdict(PortraitState.Unreadable, unreadable.Message, null));
        }
    }
}
