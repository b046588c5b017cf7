namespace Recognize.Models.Media;

/// <summary>The short film inside a motion photo: an MP4 file of its own, from a byte of the photo's file on.</summary>
public sealed record MotionClip(long Offset, long Length);
