using System.Numerics;
using BenchmarkDotNet.Attributes;
using Recognize.Models.Faces;
using Recognize.Models.Media;

namespace Recognize.Benchmarks;

/// <summary>A face is cut out upright of a photo of 1280 pixels.</summary>
[MemoryDiagnoser]
public class FaceAlignment
{
    private readonly byte[] _crop = new byte[FaceAligner.CropBytes];
    private readonly Vector2[] _points = new Vector2[5];
    private PixelImage _image = null!;

    /// <summary>Between the eyes, in pixels: 35 in the crop itself.</summary>
    [Params(20, 70, 280)]
    public int EyeDistance { get; set; }

    [GlobalSetup]
    public void Make()
    {
        _image = NoiseImage.Make(1280, 960);
        Vector2[] face = [new(-0.5f, -0.6f), new(0.5f, -0.55f), new(0, 0), new(-0.4f, 0.6f), new(0.45f, 0.6f)];
        for (var i = 0; i < face.Length; i++)
            _points[i] = new Vector2(640, 480) + (face[i] * EyeDistance);
    }

    [GlobalCleanup]
    public void Free() => _image.Dispose();

    [Benchmark]
    public void EstimateAndAlign() => FaceAligner.Align(_image, FaceAligner.Estimate(_points), _crop);
}
