using System.Net;
using System.Text.RegularExpressions;

namespace Recognize.Tests.Api;

public sealed partial class DescriptionAndPageTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
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
    public async Task StatusPage_IsOpenAndKeepsToItself()
    {
        using var client = app.Anonymous();

        using var page = await client.GetAsync("/", Token);
        var text = await page.Content.ReadAsStringAsync(Token);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("no-referrer", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
        foreach (var match in Links().Matches(text).Cast<Match>())
        {
            using var linked = await client.GetAsync(match.Groups[1].Value, Token);
            Assert.Equal(HttpStatusCode.OK, linked.StatusCode);
        }
        Assert.DoesNotMatch("https?://|style=|<script>| on[a-z]+=", text);
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

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Links();
}
