using Recognize.Tests.Api;
using Recognize.Tests.Support;

namespace Recognize.Tests.Web;

/// <summary>Dialogs in a real browser.</summary>
[Collection(Alone.Name)]
public sealed class DialogTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dialog_TellsAboveItself_AndGivesTheFocusBack()
    {
        var user = await app.AddUserAsync();

        await BrowserScenario.RunAsync("dialogs", app.Address, new { user.Name, user.Password }, Token);
    }
}
