using System.IO.Compression;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Deidentification;
using Recognize.Models.Exports;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Tests.Deidentification;
using Recognize.Tests.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Exports;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Exports;

/// <summary>The whole job over a real library with its people.</summary>
public sealed class CoveredExportTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private MediaLibrary _library = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_installation.Home.Exports, _library.OwnerId.ToString());

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        foreach (var name in (string[])["penny1.png", "penny2.png"])
            _installation.Write(name, await File.ReadAllBytesAsync(SharedData.Require($"data/faces-cast/penny/{name}"), Token));
        _installation.Write("broken.jpg", "this is no photo"u8);
        _installation.Write("drawn.jpg", DrawnPhoto.Jpeg());
        await _installation.AgreeToFacesAsync();
        await _installation.IndexAsync(cancellationToken: Token);
        _library = await _installation.AddLibraryAsync();
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Export_WritesAnArchiveThatNamesWhatWasRefused_AndLeavesOriginalsAlone()
    {
        var originals = Directory.GetFiles(_installation.Folder).ToDictionary(path => path, File.ReadAllBytes);
        var ids = await IdsAsync("penny1.png", "broken.jpg", "drawn.jpg");

        var (export, summary) = await RunAsync(Request(ids));

        Assert.Equal("""{"files":2,"refused":1}""", summary);
        Assert.Equal((2, 1), (export.Exported, export.Refused));
        using var archive = ZipFile.OpenRead(Path.Combine(Folder, export.FileName!));
        Assert.Equal(["0001.png", "0003.jpg", "manifest.json"], archive.Entries.Select(entry => entry.FullName).Order());
        var manifest = await JsonSerializer.DeserializeAsync<JsonElement>(archive.GetEntry("manifest.json")!.Open(), cancellationToken: Token);
        Assert.Equal(
            [null, "This is not a photo", null],
            manifest.GetProperty("files").EnumerateArray().Select(file =>
                file.TryGetProperty("reason", out var reason) ? reason.GetString()!.Split(':')[0] : null));
        Assert.DoesNotContain("penny", manifest.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(originals, Directory.GetFiles(_installation.Folder).ToDictionary(path => path, File.ReadAllBytes));
        Assert.Equal([export.FileName], Directory.GetFiles(Folder).Select(Path.GetFileName));
        Assert.Equal(
            "2 files, 1 refused, one colour, 0 people left readable",
            await _installation.ScalarAsync<string>("SELECT detail FROM audit_entries WHERE action = 'export.written'"));
    }

    [Fact]
    public async Task Export_LeavesAChosenPersonReadable_OnlyWhileTheOwnerAgreesAndTheFileIsTheSame()
    {
        using var faces = new CoveredFaces();
        var photo = Path.Combine(_installation.Folder, "penny1.png");
        var penny = Assert.Single(faces.Of(photo)).Embedding;
        await _installation.ExecuteAsync("INSERT INTO people (id, owner_id, name, created_at, version, is_hidden) SELECT '0197a000-0000-7000-8000-000000000001', id, 'Penny', now(), 0, false FROM users");
        await _installation.ExecuteAsync("UPDATE faces SET person_id = '0197a000-0000-7000-8000-000000000001'");
        var request = Request(await IdsAsync("penny1.png")) with { Keep = [new Guid("0197a000-0000-7000-8000-000000000001")] };

        var (kept, _) = await RunAsync(request);
        var (covered, _) = await RunAsync(request with { Keep = [] });
        File.SetLastWriteTimeUtc(photo, DateTime.UtcNow);
        var (changed, _) = await RunAsync(request);
        await _installation.ExecuteAsync("UPDATE media SET modified_ticks = 0");
        await _installation.Get<Recognize.Models.Accounts.FaceConsentLedger>().RecordAsync(_library.OwnerId, false, "anna in a test", Token);
        var (withdrawn, _) = await RunAsync(request);

        Assert.True(Likeness(kept) > 0.8f);
        Assert.All((CoveredExport[])[covered, changed, withdrawn], export => Assert.True(Likeness(export) < CoveredFaces.OneInAThousand));

        float Likeness(CoveredExport export)
        {
            using var picture = faces.Decoder.Decode(Path.Combine(Folder, export.FileName!), 1280, Token);
            return faces.Likeness(picture.Image, penny);
        }
    }

    [Fact]
    public async Task Export_ExportsNothingThatCouldNotBeLookedAt_WhenTheDetectorFails()
    {
        var model = Path.Combine(_installation.Home.Models, "yunet_n_dynamic.onnx");
        File.Delete(model);
        await File.WriteAllBytesAsync(model, new byte[322_906], Token);
        await _installation.RestartAsync();

        var refused = await Assert.ThrowsAsync<JobRefusedException>(async () => await RunAsync(Request(await IdsAsync("penny1.png"))));

        Assert.Contains("yunet_n_dynamic.onnx", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task Export_IsRefusedWithItsFigures_WhenItsStrengthIsNotAllowed()
    {
        var request = Request(await IdsAsync("penny1.png")) with { Method = CoverMethod.Blurred, Strength = 0.05 };

        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => RunAsync(request));

        Assert.Contains("% of people still matched", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_LeavesNothingBehind_WhenItIsRemovedMeanwhileOrCancelled()
    {
        var id = await AskAsync(Request(await IdsAsync("penny1.png", "penny2.png")));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(id, stop.Token));
        await _installation.Get<CoveredExports>().RemoveAsync(_library.OwnerId, id, Token);
        await Assert.ThrowsAsync<JobRefusedException>(() => RunAsync(id, Token));

        Assert.Empty(Directory.Exists(Folder) ? Directory.GetFiles(Folder) : []);
    }

    [Fact]
    public async Task Export_ReplacesWhatACrashLeft_WhenItBeginsAnew()
    {
        var id = await AskAsync(Request(await IdsAsync("penny1.png")));
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, $".{id:N}.tmp"), "half", Token);
        await File.WriteAllTextAsync(Path.Combine(Folder, $"without-faces-{id:N}.png"), "old", Token);

        await RunAsync(id, Token);

        var file = Assert.Single(Directory.GetFiles(Folder));
        Assert.NotEqual("old", await File.ReadAllTextAsync(file, Token));
    }

    [Fact]
    public async Task Expire_RemovesExportsWhoseTimeIsOver_AndKeepsOthers()
    {
        var (old, _) = await RunAsync(Request(await IdsAsync("drawn.jpg")));
        var (young, _) = await RunAsync(Request(await IdsAsync("drawn.jpg")));
        await _installation.ExecuteAsync($"UPDATE covered_exports SET expires_at = now() - interval '1 minute' WHERE id = '{old.Id}'");

        await Handler(JobKinds.CleanUp).RunAsync(new JobInHand(Guid.NewGuid(), JobKinds.CleanUp, null, null, "", 0), Token);

        Assert.Equal([young.FileName], Directory.GetFiles(Folder).Select(Path.GetFileName));
        Assert.Equal(young.Id, await _installation.ScalarAsync<Guid>("SELECT id FROM covered_exports"));
    }

    [Fact]
    public async Task Request_IsRefused_WhenTheOwnerHasTooManyExports()
    {
        var exports = _installation.Get<CoveredExports>();
        var request = Request(await IdsAsync("drawn.jpg"));
        var made = await Task.WhenAll(Enumerable.Range(0, CoveredExports.MostKept + 3)
            .Select(_ => exports.RequestAsync(_library.OwnerId, request, "anna", Token)));

        Assert.Equal(CoveredExports.MostKept, made.Count(id => id is not null));
    }

    [Fact]
    public async Task Find_GivesNoFile_WhenALinkLeadsOutOfTheLibrary()
    {
        var id = Assert.Single(await IdsAsync("drawn.jpg"));
        var outside = Path.Combine(_installation.HomeFolder, "outside.jpg");
        await File.WriteAllBytesAsync(outside, DrawnPhoto.Jpeg(), Token);
        File.Delete(Path.Combine(_installation.Folder, "drawn.jpg"));
        File.CreateSymbolicLink(Path.Combine(_installation.Folder, "drawn.jpg"), outside);

        Assert.Null(await _installation.Get<ExportSources>().FindAsync(_library.OwnerId, id, Token));
    }

    private static CoveredExportRequest Request(IReadOnlyList<Guid> media) => new(
        media, [], CoverMethod.Solid, 0, CoverShape.Ellipse, MetadataChoice.Strip, KeepsSound: false);

    private async Task<IReadOnlyList<Guid>> IdsAsync(params string[] names)
    {
        await using var database = _installation.Open();
        var rows = await database.Media.Where(item => names.Contains(item.RelativePath))
            .ToDictionaryAsync(item => item.RelativePath, item => item.Id, Token);
        return [.. names.Select(name => rows[name])];
    }

    private async Task<Guid> AskAsync(CoveredExportRequest request) =>
        (await _installation.Get<CoveredExports>().RequestAsync(_library.OwnerId, request, "anna", Token))!.Value;

    private async Task<(CoveredExport Export, string Summary)> RunAsync(CoveredExportRequest request)
    {
        var id = await AskAsync(request);
        var summary = await RunAsync(id, Token);
        await using var database = _installation.Open();
        return (await database.CoveredExports.SingleAsync(export => export.Id == id, Token), summary);
    }

    private Task<string> RunAsync(Guid id, CancellationToken cancellationToken) => Handler(JobKinds.CoveredExport).RunAsync(
        new JobInHand(Guid.NewGuid(), JobKinds.CoveredExport, _library.OwnerId, null, id.ToString(), 0), cancellationToken);

    private IJobHandler Handler(string kind) =>
        _installation.Get<IEnumerable<IJobHandler>>().Single(handler => handler.Kind == kind);
}
