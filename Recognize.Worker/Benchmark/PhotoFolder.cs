using System.Globalization;
using Recognize.Models.Media;

namespace Recognize.Worker.Benchmark;

/// <summary>A temporary folder of photos to measure with; gone when disposed.</summary>
internal sealed class PhotoFolder : IDisposable
{
    private const int Width = 4000;
    private const int Height = 3000;

    private PhotoFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Photos of 12 million pixels, drawn now.</summary>
    public static PhotoFolder Draw(string path, int count, int threads, CancellationToken cancellationToken)
    {
        var folder = Create(path);
        Draw(path, ..count, Width, Height, threads, cancellationToken);
        return folder;
    }

    /// <summary>Photos of any size, into a folder that is there: those of some numbers, each like no other.</summary>
    public static void Draw(string path, Range numbers, int width, int height, int threads, CancellationToken cancellationToken) =>
        Parallel.For(
            numbers.Start.Value, numbers.End.Value,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            index => SyntheticPhoto.Write(
                System.IO.Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{index:D5}.jpg")), width, height, index));

    /// <summary>Copies of photos of another folder, spread evenly over it.</summary>
    /// <returns>Null when there is no photo in it.</returns>
    public static PhotoFolder? Choose(string path, string from, int count)
    {
        var photos = Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)
            .Where(file => MediaFormats.FromFileName(file)?.Kind == MediaKind.Photo)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (photos.Count == 0)
            return null;

        var folder = Create(path);
        var chosen = Math.Min(count, photos.Count);
        for (var i = 0; i < chosen; i++)
        {
            var source = photos[(int)((long)i * photos.Count / chosen)];
            // Copied, not linked: a library does not follow symbolic links, and hard links end at a file system's edge.
            File.Copy(source, System.IO.Path.Combine(
                path, string.Create(CultureInfo.InvariantCulture, $"{i:D5}{System.IO.Path.GetExtension(source)}")));
        }
        return folder;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static PhotoFolder Create(string path)
    {
        Directory.CreateDirectory(path);
        return new PhotoFolder(path);
    }
}
