using BenchmarkDotNet.Attributes;
using Recognize.Models.Media;

namespace Recognize.Benchmarks;

/// <summary>Photos are shrunk: from a camera's size, and from thumbnail to thumbnail.</summary>
[MemoryDiagnoser]
public class Resizing
{
    private PixelImage _image = null!;

    [ParamsSource(nameof(Steps))]
    public (int Width, int Height, int MaxEdge) Step { get; set; }

    public static IEnumerable<(int Width, int Height, int MaxEdge)> Steps =>
        [(4000, 3000, 1280), (1280, 960, 640), (640, 480, 256)];

    [GlobalSetup]
    public void Make() => _image = NoiseImage.Make(Step.Width, Step.Height);

    [GlobalCleanup]
    public void Free() => _image.Dispose();

    [Benchmark]
    public void Resize() => PixelResizer.Resize(_image, Step.MaxEdge).Dispose();
}
