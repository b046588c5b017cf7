using System.Numerics.Tensors;
using Microsoft.Extensions.Options;
using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Objects;
using Recognize.Models.Packs;
using Recognize.Models.Tags;
using Recognize.Tests.Faces;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packs;

/// <summary>The pack that comes by npm, fetched by the real client; skipped where the registry cannot be reached.</summary>
public sealed class BasicPackTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-basic-").FullName;
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    [Fact]
    public async Task Pull_BringsFacesThatAgreeWithTheReferenceAndObjects_ByTheNpmClient()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var golden = GoldenFaces.Read();
        var store = new ModelStore(_folder);
        var packs = new InstalledPacks(ModelCatalogue.Default, store, _pool);
        var installer = new PackInstaller(
            ModelCatalogue.Default, store, packs,
            Options.Create(new ModelPackOptions { NpmTimeout = TimeSpan.FromMinutes(2) }));

        var pulled = await installer.PullAsync("basic", force: false, progress: null, cancellation);

        var unreachable = pulled.FirstOrDefault(file => file.Reason?.Contains("npm", StringComparison.Ordinal) == true);
        Assert.SkipWhen(unreachable is not null, $"needs the npm registry: {unreachable?.Reason}");
        Assert.All(pulled, file => Assert.Equal(PullOutcome.Fetched, file.Outcome));
        AssertEmbedderAgrees(packs, golden, cancellation);
        AssertPeopleAreToldApart(packs, golden, cancellation);
        AssertObjectsAreFound(packs, cancellation);
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _pool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void AssertEmbedderAgrees(InstalledPacks packs, IReadOnlyList<GoldenFace> golden, CancellationToken cancellation)
    {
        var embedder = new FaceEmbedder(
            packs.OpenModel(packs.Find(ModelTasks.Faces)!, "embedder"), FaceEmbedderKind.FrFeature);
        foreach (var face in golden)
        {
            using var crop = GoldenFaces.AlignedCrop(_decoder, face);
            var vector = embedder.RunOnce(crop.Pixels, mirrored: false, cancellation);
            Assert.All(face.FrFeature.Zip(vector), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        }
    }

    private void AssertObjectsAreFound(InstalledPacks packs, CancellationToken cancellation)
    {
        var recognizer = new ObjectRecognizerFactory(packs, TagRules.Default).TryGet();
        Assert.StartsWith("basic-objects-1+rules-", recognizer?.PackVersion, StringComparison.Ordinal);
        foreach (var (file, tag) in (ReadOnlySpan<(string, string)>)
            [("n01601694_water_ouzel.JPEG", "bird"), ("n02102318_cocker_spaniel.JPEG", "dog"), ("n02930766_cab.JPEG", "car")])
        {
            using var photo = _decoder.Decode(SharedData.Require($"data/objects-imagenet/{file}"), 1280, cancellation);
            var tags = recognizer!.Recognize(photo.Image, cancellation);
            Assert.Contains(tag, tags.Select(one => one.TagId));
        }
    }

    private void AssertPeopleAreToldApart(InstalledPacks packs, IReadOnlyList<GoldenFace> golden, CancellationToken cancellation)
    {
        var recognizer = new FaceRecognizerFactory(packs, Options.Create(new FaceOptions())).TryGet();
        Assert.Equal("basic-faces-1", recognizer?.PackVersion);
        var vectors = golden.Select(face =>
        {
            using var photo = GoldenFaces.Photo(_decoder, face);
            var found = recognizer!.Recognize(photo, photo.Width, photo.Height, cancellation);
            return found.MaxBy(one => one.Box.Width * one.Box.Height)!.Embedding;
        }).ToList();

        // The photos come in pairs of the same person.
        for (var index = 0; index < vectors.Count; index += 2)
        {
            Assert.True(TensorPrimitives.Dot<float>(vectors[index], vectors[index + 1]) > 0.3f, golden[index].Name);
            var stranger = vectors[(index + 2) % vectors.Count];
            Assert.True(TensorPrimitives.Dot<float>(vectors[index], stranger) < 0.3f, golden[index].Name);
        }
    }
}
