using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Jobs;
using Recognize.Tests.Api;
using Recognize.Tests.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Jobs;

namespace Recognize.Tests.Libraries;

/// <summary>Folders that an admin looks through, and the way from one of them to files that a worker has found.</summary>
public sealed class AddLibraryTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestInstallation _worker = null!;
    private RecognizeApp _app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _worker = await TestInstallation.CreateAsync(postgres);
        _worker.Write("photos/one.jpg", DrawnPhoto.Jpeg());
        _worker.Write("photos/below/two.jpg", DrawnPhoto.Jpeg(1));
        _app = new RecognizeApp(_worker.ConnectionString) { Settings = { ["RECOGNIZE_LIBRARY_ROOTS"] = _worker.Folder } };
        _app.Start(_worker.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _worker.DisposeAsync();
    }

    [Fact]
    public async Task AddLibrary_IsScannedByAWorker_AndItsFilesAreListed()
    {
        var admin = await _app.AddTokenUserAsync(isAdmin: true);
        using var client = await _app.WithTokenAsync(admin);

        using var answer = await AddAsync(client, "photos");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var added = await answer.ReadAsync();
        await RunWaitingScanAsync(added.GetProperty("jobId").GetGuid());

        var files = await client.GetJsonAsync("/api/media");
        Assert.Equal(2, files.GetProperty("items").GetArrayLength());
        Assert.Equal([added.GetProperty("libraryId").GetString()!], (await client.GetJsonAsync("/api/libraries")).Ids());
        var listed = await client.GetJsonAsync($"/api/folders?path={Uri.EscapeDataString(_worker.Folder)}");
        var folder = Assert.Single(listed.GetProperty("folders").EnumerateArray().ToList());
        Assert.Equal(added.GetProperty("libraryId").GetString(), folder.GetProperty("libraryId").GetString());
        var entry = await AuditAsync();
        Assert.Equal((admin.Id, $"library {added.GetProperty("libraryId").GetString()}"), (entry.ActorId, entry.Detail));
    }

    [Fact]
    public async Task AddLibrary_IsTheNamedUsers_AndTheAdminSeesNothingOfIt()
    {
        var admin = await _app.AddTokenUserAsync(isAdmin: true);
        var other = await _app.AddTokenUserAsync();
        using var client = await _app.WithTokenAsync(admin);
        using var others = await _app.WithTokenAsync(other);

        using var answer = await AddAsync(client, "photos", other.Name);
        await RunWaitingScanAsync((await answer.ReadAsync()).GetProperty("jobId").GetGuid());

        Assert.Equal(2, (await others.GetJsonAsync("/api/media")).GetProperty("items").GetArrayLength());
        Assert.Empty((await client.GetJsonAsync("/api/media")).Ids());
        Assert.Empty((await client.GetJsonAsync("/api/libraries")).Ids());
    }

    [Fact]
    public async Task AddLibrary_GivesTheOneThatHoldsTheFolder_WhenThereIsOne()
    {
        using var client = await _app.WithTokenAsync(await _app.AddTokenUserAsync(isAdmin: true));

        using var first = await AddAsync(client, "photos");
        using var second = await AddAsync(client, "photos/below");

        Assert.Equal(
            (await first.ReadAsync()).GetProperty("libraryId").GetGuid(), (await second.ReadAsync()).GetProperty("libraryId").GetGuid());
    }

    [Theory]
    [InlineData("../home")]
    [InlineData("gone")]
    [InlineData("../../..")]
    public async Task AddLibrary_IsRefused_OutsideTheRoots(string path)
    {
        using var client = await _app.WithTokenAsync(await _app.AddTokenUserAsync(isAdmin: true));

        using var added = await AddAsync(client, path);
        using var listed = await client.GetAsync(
            $"/api/folders?path={Uri.EscapeDataString(Path.Combine(_worker.Folder, path))}", Token);

        await added.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        var problem = await listed.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        Assert.DoesNotContain(_worker.Folder, problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddLibrary_IsRefused_ForAUserWhoIsNotThere()
    {
        using var client = await _app.WithTokenAsync(await _app.AddTokenUserAsync(isAdmin: true));

        using var answer = await AddAsync(client, "photos", "nobody");

        await answer.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        await using var database = _app.Open();
        Assert.False(await database.Libraries.AnyAsync(Token));
    }

    [Fact]
    public async Task Folders_AreForAdminsOnly()
    {
        using var client = await _app.WithTokenAsync(await _app.AddTokenUserAsync());

        using var listed = await client.GetAsync("/api/folders", Token);
        using var added = await AddAsync(client, "photos");

        await listed.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "admins-only");
        await added.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "admins-only");
    }

    [Fact]
    public async Task Folders_BeginAtTheRoots_AndLeaveOutLinksAndHiddenOnes()
    {
        Directory.CreateDirectory(Path.Combine(_worker.Folder, ".secret"));
        Directory.CreateSymbolicLink(Path.Combine(_worker.Folder, "link"), "/etc");
        using var client = await _app.WithTokenAsync(await _app.AddTokenUserAsync(isAdmin: true));

        var roots = await client.GetJsonAsync("/api/folders");
        var inside = await client.GetJsonAsync($"/api/folders?path={Uri.EscapeDataString(_worker.Folder)}");

        Assert.Equal([_worker.Folder], Paths(roots));
        Assert.Equal([Path.Combine(_worker.Folder, "photos")], Paths(inside));
        Assert.Equal(JsonValueKind.Null, inside.GetProperty("parent").ValueKind);
    }

    private static List<string> Paths(JsonElement answer) =>
        [.. answer.GetProperty("folders").EnumerateArray().Select(folder => folder.GetProperty("path").GetString()!)];

    private Task<HttpResponseMessage> AddAsync(HttpClient client, string folder, string? user = null) =>
        client.PostAsJsonAsync("/api/libraries", new { Path = Path.Combine(_worker.Folder, folder), User = user }, Token);

    private async Task<AuditEntry> AuditAsync()
    {
        await using var database = _app.Open();
        return await database.AuditEntries.SingleAsync(entry => entry.Action == AuditActions.LibraryAdded, Token);
    }

    /// <summary>As a worker does that takes the job from the queue.</summary>
    private async Task RunWaitingScanAsync(Guid id)
    {
        await using var database = _app.Open();
        var job = await database.JobRuns.SingleAsync(run => run.Id == id, Token);
        Assert.Equal((JobKinds.Scan, JobState.Queued), (job.Kind, job.State));
        var handler = _worker.Get<IEnumerable<IJobHandler>>().Single(handler => handler.Kind == job.Kind);
        await handler.RunAsync(new JobInHand(job.Id, job.Kind, job.OwnerId, job.LibraryId, job.Subject, 0), Token);
    }
}
