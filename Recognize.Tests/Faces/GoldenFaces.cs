using System.Numerics;
using System.Text.Json;
using Recognize.Models.Faces;
using Recognize.Models.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Faces;

/// <summary>Reference outputs for twenty photos, made with ONNX Runtime from JavaScript.</summary>
internal static class GoldenFaces
{
    public static IReadOnlyList<GoldenFace> Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Require("golden/faces/golden.json")));
        return [.. document.RootElement.GetProperty("items").EnumerateArray().Select(ReadOne)];
    }

    public static PixelImage Photo(PhotoDecoder decoder, GoldenFace face) => Decode(decoder, "png", face);

    public static PixelImage AlignedCrop(PhotoDecoder decoder, GoldenFace face) => Decode(decoder, "aligned", face);

    private static PixelImage Decode(PhotoDecoder decoder, string folder, GoldenFace face) => decoder.Decode(
        SharedData.Require($"golden/faces/{folder}/{face.Name}.png"), 1280, TestContext.Current.CancellationToken).Image;

    private static GoldenFace ReadOne(JsonElement item)
    {
        var similarity = item.GetProperty("similarity");
        return new GoldenFace(
            Path.GetFileNameWithoutExtension(item.GetProperty("file").GetString()!),
            [.. item.GetProperty("native").EnumerateArray().Select(ReadBox)],
            item.GetProperty("mainIndexNative").GetInt32(),
            new SimilarityTransform(
                similarity.GetProperty("a").GetDouble(), similarity.GetProperty("b").GetDouble(),
                similarity.GetProperty("tx").GetDouble(), similarity.GetProperty("ty").GetDouble()),
            Floats(item.GetProperty("embeddingSumL2")),
            Floats(item.GetProperty("frFeatureRaw")));
    }

    private static GoldenBox ReadBox(JsonElement box) => new(
        box.GetProperty("score").GetSingle(),
        [.. new[] { "x", "y", "w", "h" }.Select(name => box.GetProperty(name).GetSingle())],
        [.. box.GetProperty("kps").EnumerateArray().Select(point => new Vector2(point[0].GetSingle(), point[1].GetSingle()))]);

    private static float[] Floats(JsonElement values) => [.. values.EnumerateArray().Select(value => value.GetSingle())];
}

/// <summary>What the reference says of one photo.</summary>
internal sealed record GoldenFace(
    string Name, IReadOnlyList<GoldenBox> Boxes, int Main, SimilarityTransform Similarity, float[] Embedding, float[] FrFeature);

/// <summary>One box of the reference: left, top, width, height and five points in pixels.</summary>
internal sealed record GoldenBox(float Score, float[] Sides, Vector2[] Points);
