namespace Recognize.Worker.Benchmark;

/// <summary>Parts of the work on a photo that are measured alone, in the order in which a photo passes them.</summary>
internal enum Stage
{
    Hash,
    Metadata,
    Decode,
    Detect,
    Embed,
    Label,
    Thumbnails,
}
