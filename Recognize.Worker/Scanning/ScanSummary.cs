using System.Text.Json;

namespace Recognize.Worker.Scanning;

/// <summary>What one scan of one library found.</summary>
internal sealed class ScanSummary
{
    private readonly SortedDictionary<string, int> _skips = new(StringComparer.Ordinal);

    /// <summary>Media files there are now.</summary>
    public int Found { get; set; }

    public int Added { get; set; }

    public int Changed { get; set; }

    public int Moved { get; set; }

    public int Removed { get; set; }

    public int Unchanged { get; set; }

    /// <summary>Folders that could not be listed.</summary>
    public int UnreadableFolders { get; set; }

    /// <summary>Files and folders passed over, by reason.</summary>
    public IReadOnlyDictionary<string, int> Skips => _skips;

    public int Skipped => _skips.Values.Sum();

    public void Skip(string reason) => _skips[reason] = _skips.GetValueOrDefault(reason) + 1;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
