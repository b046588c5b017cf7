using System.Text.RegularExpressions;
using Recognize.Models;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packaging;

/// <summary>No setting without documentation, none documented that nothing reads.</summary>
public sealed partial class SettingsCatalogueTests
{
    private static readonly HashSet<string> Known = [.. RecognizeSettings.All.Select(setting => setting.Name)];

    [Theory]
    [InlineData("recognize")]
    [InlineData("README.md")]
    [InlineData("docker-compose.yml")]
    [InlineData("docker/Dockerfile")]
    [InlineData("docs/docker.md")]
    public void File_NamesOnlySettingsOfTheCatalogue(string file) =>
        Assert.Subset(Known, Setting().Matches(Repository.Read(file)).Select(match => match.Value).ToHashSet());

    [Theory]
    [InlineData("Recognize.Models")]
    [InlineData("Recognize.Worker")]
    [InlineData("Recognize.Api")]
    [InlineData("migrations")]
    public void Source_NamesOnlySettingsOfTheCatalogue(string project)
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf(project), "*.cs", SearchOption.AllDirectories))
        {
            var unknown = Setting().Matches(File.ReadAllText(file)).Select(match => match.Value).Except(Known);
            Assert.True(!unknown.Any(), $"{Path.GetFileName(file)} reads {string.Join(", ", unknown)}");
        }
    }

    [Fact]
    public void Readme_HasARowWithTheDefault_ForEverySetting()
    {
        var rows = Repository.Read("README.md").Split('\n').Where(line => line.StartsWith("| `RECOGNIZE_", StringComparison.Ordinal));

        Assert.Equal(Known.Order(), rows.Select(row => Setting().Match(row).Value).Order());
    }

    [Fact]
    public void Read_RefusesANameThatIsNotInTheCatalogue() =>
        Assert.Throws<ArgumentException>(() => RecognizeSettings.Read("RECOGNIZE_UNHEARD_OF"));

    /// <summary>Switches of the tests are no settings of the program.</summary>
    [GeneratedRegex("RECOGNIZE_(?!TEST_)[A-Z_]*[A-Z]")]
    private static partial Regex Setting();
}
