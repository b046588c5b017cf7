using System.Numerics.Tensors;
using Microsoft.Extensions.Options;
using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Deidentification;

/// <summary>The standard recogniser, asked whether a face can still be told.</summary>
internal sealed class CoveredFaces : IDisposable
{
    /// <summary>Similarity that one of a thousand pairs of strangers exceeds.</summary>
    public const float OneInAThousand = 0.341f;

    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();

    public CoveredFaces() => Recognizer =
        new FaceRecognizerFactory(ModelFiles.StandardPacks(_pool), Options.Create(new FaceOptions())).TryGet()!;

    public PhotoDecoder Decoder { get; } = new(new MediaOptions());

    public FaceRecognizer Recognizer { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Faces as the product finds and describes them.</summary>
    public IReadOnlyList<DetectedFace> Of(PixelImage image) =>
        Recognizer.Recognize(image, image.Width, image.Height, Token);

    public IReadOnlyList<DetectedFace> Of(string path)
    {
        using var photo = Decoder.Decode(path, 1280, Token);
        return Of(photo.Image);
    }

    /// <summary>
    /// The most that any face of a picture resembles a person: those that are found, and whatever lies where the person's
    /// face is known to be.
    /// </summary>
    public float Likeness(PixelImage image, float[] person, params IReadOnlyList<ImageBox> places)
    {
        var vectors = Of(image).Select(face => face.Embedding).Concat(places.Select(place =>
            Recognizer.DescribeWithin(image, image.Width, image.Height, place, Token).Embedding));
        return vectors.Select(vector => TensorPrimitives.Dot<float>(vector, person)).DefaultIfEmpty(-1).Max();
    }

    public void Dispose()
    {
        Decoder.Dispose();
        _pool.Dispose();
    }
}
