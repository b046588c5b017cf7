using System.Net;
using System.Text.Json;

namespace Recognize.Tests.Api;

/// <summary>Short ways to ask and to read JSON.</summary>
internal static class Answers
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Token);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {(int)answer.StatusCode}");
        return await answer.ReadAsync();
    }

    public static async Task<JsonElement> ReadAsync(this HttpResponseMessage answer)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(Token);
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: Token);
        return document.RootElement.Clone();
    }

    /// <summary>Asserts that the answer is problem details of a status and code.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(
        this HttpResponseMessage answer, HttpStatusCode status, string? code = null)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.ReadAsync();
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        if (code is not null)
            Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
    }

    public static List<string> Ids(this JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    /// <summary>All ids of a list, page by page.</summary>
    public static async Task<List<string>> AllIdsAsync(this HttpClient client, string path, Func<int, Task>? betweenPages = null)
    {
        var all = new List<string>();
        string? next = null;
        var number = 0;
        do
        {
            var page = await client.GetJsonAsync(next is null ? path : $"{path}&cursor={Uri.EscapeDataString(next)}");
            all.AddRange(page.Ids());
            next = page.GetProperty("next").GetString();
            if (betweenPages is not null)
                await betweenPages(number++);
        }
        while (next is not null);
        return all;
    }
}
