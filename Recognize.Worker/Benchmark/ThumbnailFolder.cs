namespace Recognize.Worker.Benchmark;

/// <summary>Where thumbnails go during a measurement; emptied between passes, for existing ones are not made again.</summary>
internal sealed class ThumbnailFolder(string path)
{
    public string Path { get; } = path;

    public void Clear()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
