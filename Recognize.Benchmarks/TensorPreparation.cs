using BenchmarkDotNet.Attributes;
using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Benchmarks;

/// <summary>Pixels become the input of a network: a photo of 1280 pixels resized on the way, and the crop of a face.</summary>
[MemoryDiagnoser]
public class TensorPreparation
{
    private const int ClassifierEdge = 224;
    private const int DetectorWidth = 640;
    private const int DetectorHeight = 480;

    private readonly float[] _classifier = new float[3 * ClassifierEdge * ClassifierEdge];
    private readonly float[] _detector = new float[3 * DetectorWidth * DetectorHeight];
    private readonly float[] _face = new float[FaceAligner.CropBytes];
    private readonly byte[] _crop = new byte[FaceAligner.CropBytes];
    private PixelImage _image = null!;

    [GlobalSetup]
    public void Make() => _image = NoiseImage.Make(1280, 960);

    [GlobalCleanup]
    public void Free() => _image.Dispose();

    [Benchmark]
    public void Classifier() => Write(_classifier, TensorLayout.ImageNet, ClassifierEdge, ClassifierEdge);

    [Benchmark]
    public void Detector() => Write(_detector, TensorLayout.RawBlueFirst, DetectorWidth, DetectorHeight);

    [Benchmark]
    public void FaceCrop() => ImageTensor.WriteCrop(_crop, FaceAligner.CropSize, TensorLayout.RawRedFirst, _face, mirrored: false);

    private void Write(float[] tensor, TensorLayout layout, int width, int height) =>
        ImageTensor.Write(_image, SourceArea.Whole(_image), layout, tensor, width, height, width, height);
}
