namespace Recognize.Models.Deidentification;

/// <summary>A photo with its faces covered, encoded anew.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="Extension">With its dot: <c>.jpg</c> or <c>.png</c>.</param>
/// <param name="Covered">Covers laid; a face that was found in several ways has several.</param>
/// <param name="Readable">Faces that stay readable.</param>
public sealed record CoveredPicture(byte[] Bytes, string Extension, int Covered, int Readable);
