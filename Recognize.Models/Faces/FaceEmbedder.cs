using System.Numerics.Tensors;
using Recognize.Models.Inference;

namespace Recognize.Models.Faces;

/// <summary>Turns an aligned crop into a unit vector; the dot product of two is their similarity. Thread-safe.</summary>
internal sealed class FaceEmbedder(OnnxModel model, TensorLayout layout)
{
    /// <summary>Layout of MobileFaceNet of the pack "standard".</summary>
    public static TensorLayout MobileFaceNetLayout => TensorLayout.ImageNet;

    /// <summary>Layout of fr_feature of the pack "basic".</summary>
    public static TensorLayout FrFeatureLayout { get; } = new(
        BlueFirst: true, (127.5f, 127.5f, 127.5f), (1 / 127.5f, 1 / 127.5f, 1 / 127.5f));

    /// <summary>The vector of a crop and its mirror image together, which is steadier than that of the crop alone.</summary>
    public float[] Embed(ReadOnlySpan<byte> crop, CancellationToken cancellationToken)
    {
        var vector = RunOnce(crop, mirrored: false, cancellationToken);
        TensorPrimitives.Add(vector, RunOnce(crop, mirrored: true, cancellationToken), vector);
        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0)
            TensorPrimitives.Divide(vector, norm, vector);
        return vector;
    }

    /// <summary>The network's plain answer for one crop. Its batch size is fixed at one in the files.</summary>
    internal float[] RunOnce(ReadOnlySpan<byte> crop, bool mirrored, CancellationToken cancellationToken)
    {
        using var run = model.Rent(1, 3, FaceAligner.CropSize, FaceAligner.CropSize);
        ImageTensor.WriteCrop(crop, FaceAligner.CropSize, layout, run.Input, mirrored);
        run.Execute(cancellationToken);
        return run.Output().ToArray();
    }
}
