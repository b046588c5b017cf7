using System.Text.RegularExpressions;
using Recognize.Tests.Support;

namespace Recognize.Tests.Hostile;

public sealed partial class ApiDecodesNothingTests
{
    /// <summary>The API hands out what is there; whatever opens a stranger's file is a decoder's business.</summary>
    [Fact]
    public void Api_KnowsNoReaderOfMedia()
    {
        var sources = Directory.EnumerateFiles(Repository.PathOf("Recognize.Api"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)).ToList();

        var users = sources.Where(path => Reader().IsMatch(File.ReadAllText(path))).ToList();

        Assert.Contains(sources, path => File.ReadAllText(path).Contains("AddThumbnails(", StringComparison.Ordinal));
        Assert.Empty(users);
    }

    [GeneratedRegex(
        @"\b(PhotoDecoder|PhotoMetadataReader|PortraitReader|MediaProbe|VideoPosterExtractor|VideoFrameExtractor|AudioDecoder|AddMedia)\b")]
    private static partial Regex Reader();
}
