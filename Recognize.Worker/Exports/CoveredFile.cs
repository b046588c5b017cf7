namespace Recognize.Worker.Exports;

/// <summary>A file of an export, written to a temporary place.</summary>
/// <param name="Extension">With its dot.</param>
/// <param name="Covered">Covers laid, in a video over all frames; a face that was found in several ways has several.</param>
/// <param name="Readable">Faces that stay readable; null for a video, where they come and go.</param>
/// <param name="Frames">Of a video.</param>
internal sealed record CoveredFile(string Extension, long Covered, int? Readable, int? Frames);
