using Recognize.Models.Faces;

namespace Recognize.Models.Contacts.Portraits;

/// <summary>What a photo is worth as a portrait.</summary>
/// <param name="State">Usable or why not.</param>
/// <param name="Reason">In a sentence for the owner; null when it is usable.</param>
/// <param name="Face">Index of the face that is meant; null while that is not settled.</param>
public sealed record PortraitVerdict(PortraitState State, string? Reason, int? Face);

/// <summary>
/// Decides whether a contact's photo shows whose face is meant. In doubt the owner is asked: a wrong portrait would name
/// a wrong person in every photo.
/// </summary>
public static class PortraitJudge
{
    /// <summary>Quality below which a face is too poor: as in grouping, where such faces found no group.</summary>
    public const float MinQuality = 0.22f;

    /// <summary>A face narrower than this share of the widest belongs to somebody in the background.</summary>
    public const float BystanderWidth = 1 / 3f;

    /// <param name="faces">The faces of the photo.</param>
    public static PortraitVerdict Judge(IReadOnlyList<DetectedFace> faces)
    {
        if (faces.Count == 0)
            return new PortraitVerdict(PortraitState.NoFace, "No face was found in the photo.", null);
        var widest = faces.Max(face => face.SizePixels);
        var meant = Enumerable.Range(0, faces.Count)
            .Where(index => faces[index].SizePixels >= widest * BystanderWidth).ToList();
        if (meant.Count > 1)
        {
            return new PortraitVerdict(
                PortraitState.SeveralFaces, $"The photo shows {meant.Count} faces: choose the one that is meant.", null);
        }
        return JudgeChosen(faces[meant[0]], meant[0]);
    }

    private static PortraitVerdict JudgeChosen(DetectedFace face, int index) => face.Quality >= MinQuality
        ? new PortraitVerdict(PortraitState.Usable, null, index)
        : new PortraitVerdict(
            PortraitState.PoorFace,
            $"The face in the photo is {Fault(face)} to be relied on: accept it, or give a better photo.", index);

    private static string Fault(DetectedFace face) => face switch
    {
        { SizePixels: < 32 } => "too small",
        { Sharpness: < 0.5f } => "too blurred",
        { Frontality: < 0.4f } => "turned too far aside",
        _ => "seen too poorly",
    };
}
