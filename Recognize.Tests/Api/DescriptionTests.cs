using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Recognize.Tests.Support;

namespace Recognize.Tests.Api;

public sealed partial class DescriptionTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenApi_DescribesEveryOperationWithSummaryStatusesAndSecurity()
    {
        using var client = app.Anonymous();

        var document = await client.GetJsonAsync("/openapi/v1.json");

        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var schemes = document.GetProperty("components").GetProperty("securitySchemes");
        Assert.Equal("bearer", schemes.GetProperty("token").GetProperty("scheme").GetString());
        Assert.Equal("cookie", schemes.GetProperty("session").GetProperty("in").GetString());
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => operation.Value))
            .ToList();
        Assert.True(operations.Count >= 40, $"{operations.Count} operations");
        Assert.Equal(operations.Count, operations.Select(operation => operation.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.All(operations, operation =>
        {
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            var statuses = operation.GetProperty("responses").EnumerateObject().Select(status => status.Name).ToList();
            Assert.Contains(statuses, status => status is "200" or "202" or "204" or "302");
            Assert.Contains("503", statuses);
        });
    }

    [Fact]
    public async Task OpenApi_ResolvesEveryReference()
    {
        using var client = app.Anonymous();

        var document = await client.GetJsonAsync("/openapi/v1.json");

        var references = References().Matches(document.GetRawText()).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(references);
        Assert.All(references, name => document.GetProperty("components").GetProperty("schemas").GetProperty(name));
    }

    [Fact]
    public async Task OpenApi_IsWhatTheWebAppsClientIsMadeFrom()
    {
        using var client = app.Anonymous();

        var document = await client.GetStringAsync("/openapi/v1.json", Token);

        var written = JsonNode.Parse(document)!.ToJsonString(_indented) + "\n";
        var made = Path.Combine(Path.GetTempPath(), "recognize-openapi.json");
        var kept = Repository.PathOf("Recognize.Api/ClientApp/openapi.json");
        if (written != await File.ReadAllTextAsync(kept, Token))
        {
            await File.WriteAllTextAsync(made, written, Token);
            Assert.Fail($"The API has changed: copy {made} to {kept}, run \"npm run schema\" there, and commit both.");
        }
    }

    [Fact]
    public async Task UnknownRoute_IsNotFoundAsAProblem()
    {
        using var client = await app.WithTokenAsync(await app.AddUserAsync());

        using var answer = await client.GetAsync("/api/nothing", Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task LargeBody_IsRefused()
    {
        using var client = app.Anonymous();

        using var answer = await client.PostAsync(
            "/api/session", new StringContent($"\"{new string('x', 100_000)}\"", null, "application/json"), Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [GeneratedRegex("#/components/schemas/([A-Za-z0-9_]+)")]
    private static partial Regex References();
}
