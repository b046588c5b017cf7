using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Tags;

namespace Recognize.Models.Objects;

/// <summary>What a photo shows.</summary>
/// <param name="Tags">Surest first; a tag's parents are among them.</param>
/// <param name="Counted">Those of the tags that the detector can count, with a box for each.</param>
public sealed record RecognizedObjects(IReadOnlyList<RecognizedTag> Tags, IReadOnlyList<CountedObject> Counted);

/// <summary>Things of one sort in a photo.</summary>
/// <param name="Tag">What they are.</param>
/// <param name="Boxes">Where they are, surest first; at least one.</param>
public sealed record CountedObject(TagDefinition Tag, IReadOnlyList<ObjectBox> Boxes)
{
    /// <summary>How many were seen; a crowd is seen only in part.</summary>
    public int Count => Boxes.Count;
}

/// <summary>One thing that the detector found.</summary>
/// <param name="Box">Where, in fractions of the upright photo.</param>
/// <param name="Score">How sure, 0..1.</param>
public sealed record ObjectBox(ImageBox Box, float Score)
{
    internal static ObjectBox Of(in ScoredBox box, int width, int height)
    {
        var left = Math.Clamp(box.X / width, 0, 1);
        var top = Math.Clamp(box.Y / height, 0, 1);
        var right = Math.Clamp((box.X + box.Width) / width, left, 1);
        var bottom = Math.Clamp((box.Y + box.Height) / height, top, 1);
        return new ObjectBox(new ImageBox(left, top, right - left, bottom - top), box.Score);
    }
}
