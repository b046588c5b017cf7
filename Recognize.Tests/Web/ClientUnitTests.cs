using System.Diagnostics;
using Recognize.Tests.Support;

namespace Recognize.Tests.Web;

/// <summary>The tests that the web app has of its own plain functions: layout, charts, search terms.</summary>
public sealed class ClientUnitTests
{
    [Fact]
    public async Task ClientsOwnTests_Pass()
    {
        var token = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo("node", ["node_modules/vitest/vitest.mjs", "run", "--no-color"])
        {
            WorkingDirectory = Repository.PathOf("Recognize.Api/ClientApp"), RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(token);

        var output = await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);

        Assert.True(process.ExitCode == 0, output + await errors);
        Assert.Matches("Tests +[1-9][0-9]* passed", output);
    }

    [Fact]
    public void Texts_AreThereInEveryLanguage()
    {
        var folder = Repository.PathOf("Recognize.Api/ClientApp/src/i18n/locales");
        var english = TextFiles.KeysOf(Path.Combine(folder, "en"));
        var german = TextFiles.KeysOf(Path.Combine(folder, "de"));

        Assert.NotEmpty(english);
        Assert.Empty(english.Except(german));
        Assert.Empty(german.Except(english));
    }

    [Fact]
    public void Texts_ThatTheCodeAsksFor_AreThere()
    {
        var folder = Repository.PathOf("Recognize.Api/ClientApp/src");
        var keys = TextFiles.KeysOf(Path.Combine(folder, "i18n/locales/en"));

        var asked = TextFiles.AskedFor(folder);

        Assert.True(asked.Count > 300, $"{asked.Count} texts asked for");
        Assert.Empty(asked.Except(keys).Except(keys.Select(key => key[..Math.Max(0, key.LastIndexOf('_'))])));
    }
}
