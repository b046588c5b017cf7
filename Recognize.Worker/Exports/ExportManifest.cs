using System.Text.Json;
using System.Text.Json.Serialization;

namespace Recognize.Worker.Exports;

/// <summary>What an archive says of each file that was asked for.</summary>
/// <param name="Number">Its place in the request, from 1.</param>
/// <param name="Id">Of the original.</param>
/// <param name="File">Name in the archive; null when it was refused.</param>
/// <param name="Covered">Covers laid, in a video over all frames; a face that was found in several ways has several.</param>
/// <param name="Readable">Faces that stay readable, of a photo.</param>
/// <param name="Reason">Why it was refused, in a sentence.</param>
internal sealed record ManifestEntry(int Number, Guid Id, string? File, long? Covered, int? Readable, string? Reason);

/// <summary>The list of an archive, <c>manifest.json</c> in it.</summary>
/// <param name="Method">How faces were covered, in words with the figures that were measured.</param>
/// <param name="Files">In the order of the request.</param>
internal sealed record ExportManifest(string Method, IReadOnlyList<ManifestEntry> Files)
{
    public const string FileName = "manifest.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}
