using System.Numerics.Tensors;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Models.Faces;
using Recognize.Models.Media;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;
using Recognize.Worker.Analysis;
using Recognize.Worker.Grouping;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Grouping;

/// <summary>Faces drawn into real photos, described by the real networks.</summary>
public sealed class DrawnFacesTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private Guid _photo;
    private string _path = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ActFor Me => new(_installation.Owner.Id, new ActActor(_installation.Owner.Id, "anna"));

    private FaceRecognizer Recogniser => _installation.Get<Recognisers>().Faces!;

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        await _installation.AgreeToFacesAsync();
        _path = _installation.Write("group.jpg", await File.ReadAllBytesAsync(SharedData.Require("data/faces-cast/bbt3.jpg"), Token));
        await _installation.Get<LibraryWork>().ScanAsync(await _installation.AddLibraryAsync(), null, Token);
        _photo = await _installation.ScalarAsync<Guid>("SELECT id FROM media");
    }

    public ValueTask DisposeAsync() => _installation is null ? ValueTask.CompletedTask : _installation.DisposeAsync();

    [Fact]
    public async Task Describe_SeesTheFace_WhereItWasDrawn()
    {
        var seen = Detect()[0];
        // By hand: a little too large, and not quite in place.
        var box = new ImageBox(
            seen.Box.X - (seen.Box.Width * 0.1f), seen.Box.Y, seen.Box.Width * 1.2f, seen.Box.Height * 1.1f);
        var drawn = await DrawAsync(box);

        var summary = await DescribeAsync();

        var face = await FaceAsync(drawn);
        Assert.Equal(new DrawnFacesSummary(1, 0), summary);
        Assert.Equal(Recogniser.PackVersion, face.PackVersion);
        Assert.Equal((FaceOrigin.Drawn, box.X), (face.Origin, face.X));
        Assert.InRange(TensorPrimitives.Dot<float>(EmbeddingBytes.ToVector(face.Embedding), seen.Embedding), 0.85f, 1.01f);
        Assert.Null(face.GroupedAt);
        Assert.Equal(new DrawnFacesSummary(0, 0), await DescribeAsync());
    }

    [Fact]
    public async Task Describe_StoresNothing_AfterItsOwnerSaidNo()
    {
        var drawn = await DrawAsync(Detect()[0].Box);
        var before = (await FaceAsync(drawn)).PackVersion;
        await _installation.Get<FaceConsentLedger>().RecordAsync(_installation.Owner.Id, false, "anna in a test", Token);

        var summary = await DescribeAsync();

        Assert.Equal(new DrawnFacesSummary(0, 0), summary);
        Assert.Equal(before, (await FaceAsync(drawn)).PackVersion);
    }

    [Fact]
    public async Task Describe_JudgesAFacePoor_ThatNoNetworkSees()
    {
        var drawn = await DrawAsync(new ImageBox(0.9f, 0.9f, 0.08f, 0.08f));

        await DescribeAsync();

        var face = await FaceAsync(drawn);
        Assert.Equal(Recogniser.PackVersion, face.PackVersion);
        Assert.InRange(face.Quality, 0, 0.1f);
        Assert.Equal(10, face.Landmarks.Length);
    }

    [Fact]
    public async Task Describe_SaysWhyOnePhotoFailed_AndGoesOn()
    {
        var broken = Path.Combine(_installation.Folder, "broken.jpg");
        File.Copy(_path, broken);
        await _installation.Get<LibraryWork>().ScanAsync(await _installation.AddLibraryAsync(), null, Token);
        var gone = await _installation.ScalarAsync<Guid>("SELECT id FROM media WHERE relative_path = 'broken.jpg'");
        var lost = await DrawAsync(new ImageBox(0.1f, 0.1f, 0.2f, 0.2f), gone);
        var kept = await DrawAsync(Detect()[0].Box);
        await File.WriteAllTextAsync(broken, "no photo at all", Token);

        var summary = await DescribeAsync();
        var again = await DescribeAsync();

        Assert.Equal((new DrawnFacesSummary(1, 1), new DrawnFacesSummary(0, 0)), (summary, again));
        Assert.Equal(Recogniser.PackVersion, (await FaceAsync(kept)).PackVersion);
        Assert.Equal("", (await FaceAsync(lost)).PackVersion);
        Assert.StartsWith(
            "This is not a photo", await _installation.ScalarAsync<string>($"SELECT reason FROM face_problems WHERE face_id = '{lost}'"),
            StringComparison.Ordinal);
    }

    private IReadOnlyList<DetectedFace> Detect()
    {
        using var photo = _installation.Get<PhotoDecoder>().Decode(_path, 1280, Token);
        return Recogniser.Recognize(photo.Image, photo.OriginalWidth, photo.OriginalHeight, Token);
    }

    private async Task<Guid> DrawAsync(ImageBox box, Guid? photo = null) =>
        (await _installation.Get<DrawnFaceActs>().DrawAsync(Me, photo ?? _photo, box, null, false, Token)).FaceId!.Value;

    private Task<DrawnFacesSummary> DescribeAsync() =>
        _installation.Get<DrawnFaces>().DescribeAsync(_installation.Owner.Id, Recogniser, Token);

    private async Task<Face> FaceAsync(Guid id)
    {
        await using var database = _installation.Open();
        return await database.Faces.AsNoTracking().SingleAsync(face => face.Id == id, Token);
    }
}
