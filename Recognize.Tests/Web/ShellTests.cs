using Recognize.Tests.Api;
using Recognize.Tests.Support;

namespace Recognize.Tests.Web;

/// <summary>The web app in a real browser, with a server that has no files yet.</summary>
[Collection(Alone.Name)]
public sealed class ShellTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", false)]
    [InlineData("/our/photos", true)]
    public async Task Shell_IsSmallAccessibleAndComplete_UnderAnyBasePath(string basePath, bool isBrief)
    {
        await using var app = new RecognizeApp(postgres) { Settings = { ["RECOGNIZE_BASE_PATH"] = basePath } };
        await app.InitializeAsync();
        var user = await app.AddUserAsync();

        await BrowserScenario.RunAsync(
            "shell", new Uri(app.Address, basePath + "/"), new { user.Name, user.Password, isBrief }, Token);
    }
}
