using Recognize.Models.Media;

namespace Recognize.Models.Deidentification;

/// <summary>A face that was found in a file before, or drawn by its owner.</summary>
/// <param name="Box">Where, in fractions of the upright photo.</param>
/// <param name="StaysReadable">Whether it is of a person who was chosen.</param>
public sealed record StoredFace(ImageBox Box, bool StaysReadable);
