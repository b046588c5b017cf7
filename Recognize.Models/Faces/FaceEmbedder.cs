using System.Numerics.Tensors;
using Recognize.Models.Inference;
using Recognize.Models.Packs.Own;

namespace Recognize.Models.Faces;

/// <summary>What the code must know of an embedder's network.</summary>
/// <param name="Layout">How it wants its pixels.</param>
/// <param name="UnclearNorm">Length of its plain answer for a crop that shows no face.</param>
/// <param name="ClearNorm">Length of its plain answer from which on a face is clearly seen.</param>
/// <param name="OutputName">The output that is the vector; null for the only one.</param>
internal sealed record FaceEmbedderKind(TensorLayout Layout, float UnclearNorm, float ClearNorm, string? OutputName = null)
{
    /// <summary>An owner's network, of whose answers nobody knows how long they are: every face counts as clearly seen.</summary>
    public static FaceEmbedderKind Of(OwnModel own) => new(own.Input!.Layout, UnclearNorm: -1, ClearNorm: 0, own.Output.Name);

    /// <summary>MobileFaceNet of the pack "standard".</summary>
    public static FaceEmbedderKind MobileFaceNet { get; } = new(TensorLayout.ImageNet, UnclearNorm: 7, ClearNorm: 15);

    /// <summary>fr_feature of the pack "basic".</summary>
    public static FaceEmbedderKind FrFeature { get; } = new(
        new TensorLayout(BlueFirst: true, (127.5f, 127.5f, 127.5f), (1 / 127.5f, 1 / 127.5f, 1 / 127.5f)),
        UnclearNorm: 1.4f, ClearNorm: 3f);
}

/// <summary>A face's unit vector, and how clearly the embedder saw a face, 0..1.</summary>
internal readonly record struct FaceEmbedding(float[] Vector, float Clarity);

/// <summary>Turns an aligned crop into a unit vector; the dot product of two is their similarity. Thread-safe.</summary>
internal sealed class FaceEmbedder(OnnxModel model, FaceEmbedderKind kind)
{
    /// <summary>The vector of a crop and its mirror image together, which is steadier than that of the crop alone.</summary>
    public FaceEmbedding Embed(ReadOnlySpan<byte> crop, CancellationToken cancellationToken)
    {
        var vector = RunOnce(crop, mirrored: false, cancellationToken);
        // Networks trained to tell people apart answer weakly where there is no face, or a blurred one.
        var clarity = (TensorPrimitives.Norm<float>(vector) - kind.UnclearNorm) / (kind.ClearNorm - kind.UnclearNorm);
        TensorPrimitives.Add(vector, RunOnce(crop, mirrored: true, cancellationToken), vector);
        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0)
            TensorPrimitives.Divide(vector, norm, vector);
        return new FaceEmbedding(vector, Math.Clamp(clarity, 0, 1));
    }

    /// <summary>The network's plain answer for one crop. Its batch size is fixed at one in the files.</summary>
    internal float[] RunOnce(ReadOnlySpan<byte> crop, bool mirrored, CancellationToken cancellationToken)
    {
        using var run = model.Rent(1, 3, FaceAligner.CropSize, FaceAligner.CropSize);
        ImageTensor.WriteCrop(crop, FaceAligner.CropSize, kind.Layout, run.Input, mirrored);
        run.Execute(cancellationToken);
        return (kind.OutputName is { } name ? run.Output(name) : run.Output()).ToArray();
    }
}
