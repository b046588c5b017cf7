using System.Text.Json;
using System.Text.RegularExpressions;
using Recognize.Tests.Support;

namespace Recognize.Tests.Web;

/// <summary>What the server says is known to every language of the web app.</summary>
public sealed partial class ServerSentencesTests
{
    private static string Locales => Repository.PathOf("Recognize.Api/ClientApp/src/i18n/locales");

    [Fact]
    public void Catalogue_HasWhatTheServerSays()
    {
        var known = Read("en").Values.Select(WithoutNames).ToHashSet(StringComparer.Ordinal);

        var said = ServerSentences.Find();

        Assert.True(said.Count > 500, $"{said.Count} sentences found");
        var missing = said.Where(sentence => !known.Contains(sentence.Template))
            .Select(sentence => $"{sentence.Place}: {sentence.Template}");
        Assert.True(!missing.Any(), "These are not in locales/en/server.json:\n" + string.Join('\n', missing));
    }

    [Fact]
    public void Catalogue_HasNothingElse()
    {
        var said = ServerSentences.Find().Select(sentence => sentence.Template).ToHashSet(StringComparer.Ordinal);

        var unsaid = Read("en").Where(entry => !said.Contains(WithoutNames(entry.Value))).Select(entry => $"{entry.Key}: {entry.Value}");

        Assert.True(!unsaid.Any(), "The server says nothing of these in locales/en/server.json:\n" + string.Join('\n', unsaid));
    }

    [Fact]
    public void Catalogue_SaysNothingTwice()
    {
        var twice = Read("en").GroupBy(entry => WithoutNames(entry.Value)).Where(same => same.Count() > 1)
            .Select(same => string.Join(" and ", same.Select(entry => entry.Key)));

        Assert.Empty(twice);
    }

    [Fact]
    public void Translations_FillInWhatTheEnglishDoes()
    {
        var english = Read("en");
        var others = Directory.EnumerateDirectories(Locales)
            .Select(folder => Path.GetFileName(folder)).Where(language => language != "en").ToList();

        Assert.NotEmpty(others);
        foreach (var language in others)
        {
            var differing = Read(language)
                .Where(entry => !NamesOf(english.GetValueOrDefault(entry.Key, "")).SetEquals(NamesOf(entry.Value)))
                .Select(entry => $"{language}: {entry.Key}: {entry.Value}");
            Assert.Empty(differing);
        }
    }

    [Theory]
    [InlineData("var x = \"The disk is full.\";", "The disk is full.")]
    [InlineData("var x = \"no sentence\";")]
    [InlineData("var x = $\"Less than {free} MiB are free.\";", "Less than {} MiB are free.")]
    [InlineData("var x = \"It ends \" + \"here. \" + more;", "It ends here. {}")]
    [InlineData("var x = $\"There {(one ? \"is a way\" : \"are ways\")} out.\";", "There is a way out.", "There are ways out.")]
    [InlineData("var x = $\"It is of {name ?? \"nobody known\"}.\";", "It is of {}.", "It is of nobody known.")]
    [InlineData("var x = isWide ? \"It is wide.\" : \"It is narrow.\";", "It is wide.", "It is narrow.")]
    [InlineData("var x = Problems.NotFound(\"album\");", "album")]
    [InlineData("var x = Problems.Of(409, \"too-many\", \"kind must be one of these: \" + kinds);", "kind must be one of these: {}")]
    [InlineData("throw new ActRefusedException(ActRefusal.Changed, $\"Look at {person}\");", "Look at {}")]
    [InlineData("act.Summary = string.Create(culture, $\"{count} faces moved\");", "{} faces moved")]
    [InlineData("throw new InvalidOperationException(\"There is no request.\");")]
    [InlineData("group.MapGet().WithSummary(\"All that is there.\");")]
    public void In_FindsWhatUsersRead(string statement, params string[] expected)
    {
        var found = ServerSentences.In($"class Any {{ void Do() {{ {statement} }} }}", "Recognize.Api/Any.cs");

        Assert.Equal(expected, found.Select(sentence => sentence.Template));
    }

    [Fact]
    public void In_LeavesTheTerminalOut_ButNotWhoDidSomethingThere()
    {
        var found = ServerSentences.In(
            """class Any { void Do() { Print("All is done."); var by = new ActActor(id, $"{name} at the command line"); } }""",
            "Recognize.Worker/CommandLine/Any.cs");

        Assert.Equal(["{} at the command line"], found.Select(sentence => sentence.Template));
    }

    /// <summary>The server's sentences in a language, by <c>section.key</c>.</summary>
    private static Dictionary<string, string> Read(string language)
    {
        using var texts = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Locales, language, "server.json")));
        return texts.RootElement.EnumerateObject()
            .SelectMany(section => section.Value.EnumerateObject()
                .Select(entry => (Key: $"{section.Name}.{entry.Name}", Text: entry.Value.GetString()!)))
            .ToDictionary(entry => entry.Key, entry => entry.Text, StringComparer.Ordinal);
    }

    private static string WithoutNames(string template) => Filled().Replace(template, ServerSentences.Gap);

    private static HashSet<string> NamesOf(string template) => [.. Filled().Matches(template).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("""\{\{\s*(\w+)\s*(?:,\s*\w+\s*)?\}\}""")]
    private static partial Regex Filled();
}
