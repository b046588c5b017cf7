using Microsoft.Extensions.DependencyInjection;
using Recognize.Models;
using Recognize.Models.Landmarks.Places;
using Recognize.Models.Persistence.Embedded;
using Recognize.Tests.Landmarks;
using Recognize.Tests.Support;
using Recognize.Worker.CommandLine;

namespace Recognize.Tests.Analysis;

public sealed class LandmarkAnalysisTests(PostgresFixture postgres)
{
    private const string TagsOfGallerySql =
        """
        SELECT coalesce(string_agg(m.relative_path || ': ' || t.name || ' (' || mt.raw_label || ')', E'\n' ORDER BY m.relative_path), '')
        FROM media_tags mt JOIN tags t ON t.id = mt.tag_id JOIN media m ON m.id = mt.media_id WHERE mt.source = 4
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Index_NamesAPlace_WhenTheGalleryShowsIt_AndOnlyThen()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        installation.Write("castle.jpg", DrawnScene.Jpeg(new DrawnScene(1).Fill(0, 0, 9, 9, 1).Photo()));
        installation.Write("street.jpg", DrawnScene.Jpeg(new DrawnScene(2).Photo()));
        await installation.IndexAsync(cancellationToken: Token);
        var before = await installation.ScalarAsync<string>(TagsOfGallerySql);

        // The gallery is read when the program starts.
        WriteGallery(installation.HomeFolder);
        await using var restarted = WorkerServices.Build(
            new RecognizeHome(installation.HomeFolder), DatabaseServer.Own(installation.ConnectionString));
        var library = await installation.AddLibraryAsync();
        await restarted.GetRequiredService<IndexRun>()
            .RunAsync(installation.Owner.Id, [library], new IndexProgress(), Token);

        Assert.Equal("", before);
        Assert.Matches(
            @"^castle\.jpg: Neuschwanstein Castle \(neuschwanstein castle: ref\.jpg, \d+ points\)$",
            await installation.ScalarAsync<string>(TagsOfGallerySql));
        Assert.Equal(
            2,
            await installation.ScalarAsync<int>(
                "SELECT count(*) FROM analysis WHERE task = 3 AND state = 2 AND pack_version LIKE 'places-%+gallery-%'"));
    }

    [Fact]
    public async Task Index_NamesCityAndCountry_OfAPhotoWithCoordinates()
    {
        var photo = SharedData.Require("data/formats/immich/metadata/gps-position/thompson-springs.jpg");
        await using var installation = await TestInstallation.CreateAsync(postgres);
        Assert.SkipUnless(installation.Get<CitySource>().IsInstalled, "needs the cities of the set-up");
        installation.Write("trip.jpg", await File.ReadAllBytesAsync(photo, Token));

        await installation.IndexAsync(cancellationToken: Token);

        var names = await installation.ScalarAsync<string>(
            "SELECT coalesce(string_agg(t.name, ', ' ORDER BY t.name), '') FROM media_tags mt JOIN tags t ON t.id = mt.tag_id WHERE mt.source = 3");
        Assert.Contains("United States", names, StringComparison.Ordinal);
    }

    private static void WriteGallery(string home)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home, "landmarks")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "ref.jpg"), DrawnScene.Jpeg(new DrawnScene(1).Photo()));
        File.WriteAllText(Path.Combine(folder, "labels.csv"), "file,label\nref.jpg,neuschwanstein castle\n");
    }
}
