namespace Recognize.Tests.Media;

/// <summary>A folder of one test's files, removed with it.</summary>
internal sealed class MediaFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("recognize-media-").FullName;

    internal string Root => _root;

    internal string this[string name] => Path.Combine(_root, name);

    internal string Write(string name, ReadOnlySpan<byte> content)
    {
        var path = this[name];
        using var file = File.Create(path);
        file.Write(content);
        return path;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
