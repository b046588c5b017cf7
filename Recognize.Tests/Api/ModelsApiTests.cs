using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Models.Packs;
using Recognize.Tests.Support;

namespace Recognize.Tests.Api;

/// <summary>Listing and choosing packs over HTTP, with files of the right length in the folder of models.</summary>
public sealed class ModelsApiTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ModelStore Store => app.Get<ModelStore>();

    [Fact]
    public async Task List_TellsWhatIsInstalled_AndWhatWasMeasured()
    {
        Install("basic", ModelTasks.Faces);
        using var admin = await AdminAsync();

        var faces = await TaskAsync(admin, "faces");

        var packs = faces.GetProperty("packs").EnumerateArray().ToDictionary(pack => pack.GetProperty("name").GetString()!);
        Assert.True(packs["basic"].GetProperty("isInstalled").GetBoolean());
        Assert.Equal(0.9958, packs["standard"].GetProperty("accuracy").GetProperty("pairsTold").GetDouble());
        Assert.All(packs["standard"].GetProperty("files").EnumerateArray(), file => Assert.NotEqual("", file.GetProperty("licence").GetString()));
    }

    [Fact]
    public async Task Choose_KeepsTheChoice_SaysSoInTheAuditLog_AndGoesBack()
    {
        Install("basic", ModelTasks.Objects);
        using var admin = await AdminAsync();

        using var chosen = await admin.PutAsJsonAsync("/api/admin/models/objects", new { Pack = "basic" }, Token);
        var then = await TaskAsync(admin, "objects");
        var audit = await admin.GetJsonAsync("/api/audit?action=model.chosen");
        using var back = await admin.PutAsJsonAsync("/api/admin/models/objects", new { }, Token);
        var after = await TaskAsync(admin, "objects");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (chosen.StatusCode, back.StatusCode));
        Assert.True(then.GetProperty("isChosen").GetBoolean());
        Assert.Equal("basic-objects-1", then.GetProperty("serving").GetString());
        Assert.False(after.GetProperty("isChosen").GetBoolean());
        Assert.Equal("objects: basic-objects-1", audit.GetProperty("items")[0].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Choose_IsRefused_WhenFilesAreMissingOrThereIsNoSuchPack()
    {
        using var admin = await AdminAsync();

        using var missing = await admin.PutAsJsonAsync("/api/admin/models/music", new { Pack = "standard" }, Token);
        using var unknown = await admin.PutAsJsonAsync("/api/admin/models/music", new { Pack = "basic" }, Token);
        using var task = await admin.GetAsync("/api/admin/models/brewing/switch?pack=basic", Token);

        var problem = await missing.ShouldBeProblemAsync(HttpStatusCode.Conflict, "not-installed");
        Assert.Contains("models pull standard", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await unknown.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        await task.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Preview_CountsFilesOfOtherVersions_AndTakesTheRateOfTheLastDays()
    {
        Install("basic", ModelTasks.Faces);
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        using var admin = await AdminAsync();
        var before = await PreviewAsync(admin);
        foreach (var version in (string[])["basic-faces-1", "standard-faces-1", "standard-faces-1"])
        {
            var item = await library.AddAsync();
            await library.AddWorkAsync(item, AnalysisTask.Faces, AnalysisState.Done);
            await using var database = app.Open();
            await database.Analysis.Where(entry => entry.MediaId == item.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(entry => entry.PackVersion, version), Token);
        }
        var minute = new DateTimeOffset(DateTime.UtcNow.Date.AddDays(-1), TimeSpan.Zero);
        await library.SaveAsync(new WorkMinute
        {
            Minute = minute, OwnerId = user.Id, Task = AnalysisTask.Faces, WorkerId = Guid.NewGuid(), BeganAt = minute, Done = 120,
        });

        var after = await PreviewAsync(admin);

        Assert.Equal("basic-faces-1", after.GetProperty("to").GetString());
        var files = after.GetProperty("files").GetInt64();
        Assert.Equal(2, files - before.GetProperty("files").GetInt64());
        Assert.Equal(("lastDays", 2), (after.GetProperty("pace").GetString(), after.GetProperty("perSecond").GetDouble()));
        Assert.Equal((long)Math.Ceiling(files / 2.0), after.GetProperty("seconds").GetInt64());

        static Task<JsonElement> PreviewAsync(HttpClient client) => client.GetJsonAsync("/api/admin/models/faces/switch?pack=basic");
    }

    [Fact]
    public async Task Verify_FindsFilesThatAreNotThoseOfTheCatalogue()
    {
        var installed = Install("basic", ModelTasks.Objects);
        using var admin = await AdminAsync();

        using var answer = await admin.PostAsync("/api/admin/models/verify", null, Token);

        var files = (await answer.ReadAsync()).EnumerateArray()
            .ToDictionary(file => file.GetProperty("name").GetString()!, file => file.GetProperty("isIntact").GetBoolean());
        Assert.All(installed, name => Assert.False(files[name]));
    }

    [Fact]
    public void Catalogue_SaysAboutAccuracyWhatTheDocumentSays()
    {
        var document = Repository.Read("docs/accuracy.md");

        var figures = ModelCatalogue.Default.Packs.SelectMany(pack => pack.Tasks).SelectMany(task => task.Accuracy).ToList();

        Assert.NotEmpty(figures);
        Assert.All(figures, figure => Assert.True(
            figure.Value == 0 || document.Contains((figure.Value * 100).ToString("0.##", CultureInfo.InvariantCulture), StringComparison.Ordinal),
            $"{figure.Key} {figure.Value}"));
    }

    /// <summary>Files of a pack's task in their full length, and of nothing.</summary>
    private List<string> Install(string pack, string task)
    {
        Directory.CreateDirectory(Store.Folder);
        var files = ModelCatalogue.Default.Pack(pack).Tasks.Single(part => part.Task == task).Files.Values.ToList();
        foreach (var file in files)
        {
            using var made = File.Create(Store.PathOf(file));
            made.SetLength(file.Bytes);
        }
        return [.. files.Select(file => file.Name)];
    }

    private static async Task<JsonElement> TaskAsync(HttpClient client, string task) =>
        (await client.GetJsonAsync("/api/admin/models")).GetProperty("tasks").EnumerateArray()
            .Single(row => row.GetProperty("task").GetString() == task);

    private async Task<HttpClient> AdminAsync() => await app.WithTokenAsync(await app.AddUserAsync(isAdmin: true));
}
