namespace Recognize.Worker.Scanning;

/// <summary>Differences found by a scan and not yet written.</summary>
internal sealed class ScanChanges
{
    public List<WalkedFile> Added { get; } = [];

    public List<(Guid Id, WalkedFile File)> Changed { get; } = [];

    public List<Guid> Reappeared { get; } = [];

    public List<(Guid Id, string RelativePath)> Removed { get; } = [];

    public int Count => Added.Count + Changed.Count + Reappeared.Count + Removed.Count;

    public void Clear()
    {
        Added.Clear();
        Changed.Clear();
        Reappeared.Clear();
        Removed.Clear();
    }
}
