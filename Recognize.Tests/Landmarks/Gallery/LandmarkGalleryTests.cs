using Recognize.Models.Landmarks.Gallery;
using Recognize.Models.Landmarks.Matching;
using Recognize.Models.Media;
using Recognize.Tests.Media;

namespace Recognize.Tests.Landmarks.Gallery;

public sealed class LandmarkGalleryTests : IDisposable
{
    private static readonly PlaneTransform Closer = new(0.8, 0.03, 60, -0.02, 0.82, 45, 0.0001, 0);

    private readonly MediaFolder _folder = new();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());
    private readonly PhotoSigner _signer = new(embedder: null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _decoder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Find_NamesThePlace_WhenAReferenceShowsIt()
    {
        var gallery = Load(("castle.jpg", "Castle", 1), ("abbey.jpg", "Abbey", 2));

        var match = gallery.Find(Sign(new DrawnScene(2).Photo(Closer)), except: null, Token);

        Assert.Equal("abbey.jpg", match!.Reference.FileName);
        Assert.StartsWith("Abbey: abbey.jpg, ", match.Reason, StringComparison.Ordinal);
        Assert.InRange(match.Score, 0.5f, 1);
    }

    [Fact]
    public void Find_NamesNothing_WhenNoReferenceShowsThePlace()
    {
        var gallery = Load(("castle.jpg", "Castle", 1), ("abbey.jpg", "Abbey", 2));

        Assert.Null(gallery.Find(Sign(new DrawnScene(3).Photo()), except: null, Token));
    }

    [Fact]
    public void Find_NamesNothing_WhenTwoPlacesFitEquallyWell()
    {
        var gallery = Load(("one.jpg", "Castle", 1), ("other.jpg", "Abbey", 1));

        Assert.Null(gallery.Find(Sign(new DrawnScene(1).Photo(Closer)), except: null, Token));
    }

    [Fact]
    public void Find_NamesThePlace_WhenSeveralReferencesOfItFit()
    {
        var gallery = Load(("one.jpg", "Castle (north)", 1), ("other.jpg", "castle", 1));

        Assert.NotNull(gallery.Find(Sign(new DrawnScene(1).Photo(Closer)), except: null, Token));
    }

    [Fact]
    public void Find_LeavesOutTheReferenceThatDoesNotCount()
    {
        var gallery = Load(("castle.jpg", "Castle", 1), ("abbey.jpg", "Abbey", 2));
        var castle = gallery.References.Single(reference => reference.Label == "Castle");

        Assert.Null(gallery.Find(Sign(new DrawnScene(1).Photo(Closer)), castle.ContentHash, Token));
    }

    [Fact]
    public void Load_LeavesOutWhatIsNoPhoto_WithTheReason()
    {
        _folder.Write("page.jpg", "<!DOCTYPE html><html></html>"u8);
        _folder.Write("cut.jpg", DrawnScene.Jpeg(new DrawnScene(1).Photo()).AsSpan(0, 9_000));

        var gallery = Load([("castle.jpg", "Castle", 1)], "page.jpg,Page\ncut.jpg,Cut\n");

        Assert.Equal("castle.jpg", Assert.Single(gallery.References).FileName);
        Assert.Equal(
            [(3, "page.jpg"), (4, "cut.jpg")], gallery.Problems.Select(problem => (problem.Line, problem.FileName)));
        Assert.Contains("web page", gallery.Problems[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TakesKeptSignatures_AndMakesDamagedOnesAnew()
    {
        var kept = _folder["signatures"];
        var store = new SignatureStore(kept, embedderVersion: null);
        var first = Load([("castle.jpg", "Castle", 1)], store: store);
        var hash = first.References[0].ContentHash;

        var read = store.TryRead(hash)!;
        Assert.Equal(first.References[0].Features.Places, read.Features.Places);
        Assert.True(first.References[0].Features.Descriptors.SequenceEqual(read.Features.Descriptors));
        Assert.Null(new SignatureStore(kept, "another").TryRead(hash));

        var file = Assert.Single(Directory.GetFiles(kept));
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^9]);
        Assert.Null(store.TryRead(hash));
        Load([("castle.jpg", "Castle", 1)], store: store);
        Assert.NotNull(store.TryRead(hash));
    }

    [Fact]
    public void Load_ForgetsTheSignaturesOfOtherPhotos()
    {
        var store = new SignatureStore(_folder["signatures"], embedderVersion: null);
        var before = Load([("castle.jpg", "Castle", 1)], store: store).References[0].ContentHash;

        Load([("abbey.jpg", "Abbey", 2)], store: store);

        Assert.Null(store.TryRead(before));
        Assert.Single(Directory.GetFiles(_folder["signatures"]));
    }

    [Fact]
    public void SignatureStore_KeepsTheEmbedding()
    {
        var store = new SignatureStore(_folder["signatures"], "embedder-1");
        using var image = new DrawnScene(1).Photo();
        var signature = _signer.Sign(image, Token) with { Embedding = [0.25f, -1, 3] };

        store.Write("abc", signature);

        Assert.Equal([0.25f, -1, 3], store.TryRead("abc")!.Embedding!);
    }

    private LandmarkGallery Load(params (string File, string Label, int Seed)[] photos) => Load(photos, "");

    private LandmarkGallery Load(
        (string File, string Label, int Seed)[] photos, string otherLines = "", SignatureStore? store = null)
    {
        var labels = "file,label\n";
        foreach (var (file, label, seed) in photos)
        {
            // Photos of one scene are no copies of one file.
            _folder.Write(file, DrawnScene.Jpeg(new DrawnScene(seed).Fill(0, 0, file.Length, 8, 1).Photo()));
            labels += $"{file},{label}\n";
        }
        _folder.Write("labels.csv", System.Text.Encoding.UTF8.GetBytes(labels + otherLines));
        return new GalleryLoader(_decoder, _signer, store).Load(GalleryFolder.Read(_folder.Root, Token), Token);
    }

    private PhotoSignature Sign(PixelImage image)
    {
        using (image)
            return _signer.Sign(image, Token);
    }
}
