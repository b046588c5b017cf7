using System.Text.RegularExpressions;
using System.Xml.Linq;
using Recognize.Tests.Support;

namespace Recognize.Tests.Architecture;

/// <summary>Holds the sources against the tables of ARCHITECTURE.md.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string[] Projects = ["Recognize.Models", "Recognize.Worker", "Recognize.Api"];

    [Theory]
    [InlineData("Recognize.Models", "OnnxRuntime")]
    [InlineData("Recognize.Worker", "Recognize.Models", "Recognize.Migrations")]
    [InlineData("Recognize.Api", "Recognize.Models", "Recognize.Migrations")]
    public void Project_RefersToNoOthers(string project, params string[] allowed)
    {
        var file = XDocument.Load(Repository.PathOf($"{project}/{project}.csproj"));

        var references = file.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));

        Assert.Equal(allowed.Order(StringComparer.Ordinal), references.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Folder_UsesOnlyWhatTheTableAllows()
    {
        var allowed = ReadAllowed();
        var violations = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, project, folder) in Sources())
        {
            if (project == "Recognize.Api" || folder is null)
                continue;
            var name = $"{project}/{folder}";
            seen.Add(name);
            foreach (var used in UsedFolders(path, project).Where(used => used != folder))
            {
                if (!allowed.TryGetValue(name, out var permitted) || !permitted.Contains(used))
                    violations.Add($"{Path.GetRelativePath(Repository.PathOf("."), path)} uses {used}");
            }
        }

        Assert.Empty(violations);
        Assert.Equal(seen.Order(StringComparer.Ordinal), allowed.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(@"\busing Quartz\b", "Recognize.Worker/Jobs/")]
    [InlineData(@"\bMicrosoft\.ML\.OnnxRuntime\b", "Recognize.Models/Inference/")]
    [InlineData(@"\busing MetadataExtractor\b", "Recognize.Models/Media/")]
    [InlineData(@"\busing Google\.Protobuf\b", "Recognize.Models/Packs/")]
    [InlineData(@"libvips|""vips""", "Recognize.Models/Media/")]
    [InlineData(@"\bnew (HttpClient|TcpClient|SocketsHttpHandler|ClientWebSocket)\b|\bHttpClient \w+ = new\b",
        "Recognize.Models/Packs/", "Recognize.Worker/CommandLine/ApiProcess.cs", "Recognize.Worker/Contacts/CardDav/",
        "Recognize.Api/Accounts/ProviderBackchannel.cs")]
    [InlineData(@"\busing Microsoft\.AspNetCore\.(?!Identity)", "Recognize.Api/")]
    public void Library_IsKnownToOnePlaceOnly(string pattern, params string[] places)
    {
        var users = Sources()
            .Where(source => Regex.IsMatch(WithoutComments(source.Path), pattern))
            .Select(source => Path.GetRelativePath(Repository.PathOf("."), source.Path).Replace('\\', '/'))
            .ToList();

        Assert.NotEmpty(users);
        Assert.DoesNotContain(users, user => !places.Any(place => user.StartsWith(place, StringComparison.Ordinal)));
    }

    // Without the data of cultures it returns what it is given, and says nothing.
    [Fact]
    public void FrameworkComposesNoText() => Assert.DoesNotContain(
        Sources(), source => Regex.IsMatch(WithoutComments(source.Path), @"\.Normalize\((NormalizationForm|\))"));

    private static Dictionary<string, HashSet<string>> ReadAllowed()
    {
        var section = Repository.Read("ARCHITECTURE.md").Split("## What may refer to what")[1].Split("| only this folder")[0];
        return TableRow().Matches(section).ToDictionary(
            row => row.Groups["folder"].Value,
            row => row.Groups["uses"].Value
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    private static IEnumerable<(string Path, string Project, string? Folder)> Sources() =>
        from project in Projects
        let root = Repository.PathOf(project)
        from path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
        let parts = Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)
        where parts[0] is not ("obj" or "bin")
        select (path, project, parts.Length > 1 ? parts[0] : null);

    private static IEnumerable<string> UsedFolders(string path, string project) =>
        UsingLine().Matches(File.ReadAllText(path))
            .Where(line => line.Groups["project"].Value == project && line.Groups["folder"].Success)
            .Select(line => line.Groups["folder"].Value)
            .Distinct(StringComparer.Ordinal);

    private static string WithoutComments(string path) =>
        string.Join('\n', File.ReadLines(path).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    [GeneratedRegex(@"^\| (?<folder>Recognize\.\w+/\w+) \| ?(?<uses>[\w, ]*)\|$", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"^using (static )?(?<project>Recognize\.\w+)(\.(?<folder>\w+))?[\w.]*;", RegexOptions.Multiline)]
    private static partial Regex UsingLine();
}
