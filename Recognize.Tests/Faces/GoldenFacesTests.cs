using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Faces;

public sealed class GoldenFacesTests : IDisposable
{
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    [Fact]
    public void YuNetNetwork_AgreesWithTheReference_OnDecodedPhotos()
    {
        var network = new YuNetNetwork(ModelFiles.Open(_pool, "yunet_n_dynamic.onnx"));

        foreach (var golden in GoldenFaces.Read())
        {
            using var photo = GoldenFaces.Photo(_decoder, golden);
            var candidates = new List<FaceCandidate>();
            network.Detect(photo, SourceArea.Whole(photo), 250, 0.6f, candidates, TestContext.Current.CancellationToken);
            var found = BoxSuppression.Keep(candidates, face => face.Box, 0.3f);

            Assert.Equal(golden.Boxes.Count, found.Count);
            foreach (var (expected, actual) in golden.Boxes.Zip(found))
            {
                float[] sides = [actual.Box.X, actual.Box.Y, actual.Box.Width, actual.Box.Height];
                Assert.Equal(expected.Score, actual.Box.Score, 1e-3f);
                Assert.All(expected.Sides.Zip(sides), pair => Assert.Equal(pair.First, pair.Second, 0.05f));
                Assert.All(
                    expected.Points.Zip(actual.Points),
                    pair => Assert.InRange((pair.First - pair.Second).Length(), 0, 0.05f));
            }
        }
    }

    [Fact]
    public void FaceAligner_AgreesWithTheReference_OnDecodedPhotos()
    {
        var crop = new byte[FaceAligner.CropBytes];

        foreach (var golden in GoldenFaces.Read())
        {
            using var photo = GoldenFaces.Photo(_decoder, golden);
            using var expected = GoldenFaces.AlignedCrop(_decoder, golden);
            var transform = FaceAligner.Estimate(golden.Boxes[golden.Main].Points);
            FaceAligner.Align(photo, golden.Similarity, crop);

            Assert.Equal(golden.Similarity.A, transform.A, 1e-4);
            Assert.Equal(golden.Similarity.B, transform.B, 1e-4);
            Assert.Equal(golden.Similarity.TranslateX, transform.TranslateX, 1e-2);
            Assert.Equal(golden.Similarity.TranslateY, transform.TranslateY, 1e-2);
            Assert.True(LargestDifference(expected.Pixels, crop) <= 1, golden.Name);
        }
    }

    [Fact]
    public void FaceEmbedder_AgreesWithTheReference_OnAlignedCrops()
    {
        var embedder = new FaceEmbedder(
            ModelFiles.Open(_pool, "foamliu-MobileFaceNet.onnx"), FaceEmbedderKind.MobileFaceNet);

        foreach (var golden in GoldenFaces.Read())
        {
            using var crop = GoldenFaces.AlignedCrop(_decoder, golden);
            var embedding = embedder.Embed(crop.Pixels, TestContext.Current.CancellationToken);

            Assert.All(golden.Embedding.Zip(embedding.Vector), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
            Assert.InRange(embedding.Clarity, 0.2f, 1);
        }
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _pool.Dispose();
    }

    private static int LargestDifference(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        var largest = 0;
        for (var index = 0; index < expected.Length; index++)
            largest = Math.Max(largest, Math.Abs(expected[index] - actual[index]));
        return largest;
    }
}
