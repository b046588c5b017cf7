using Recognize.Models.Landmarks.Places;
using Recognize.Tests.Support;

namespace Recognize.Tests.Landmarks.Places;

public sealed class CitySourceTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    [Fact]
    public void Index_IsNullAndSaysSoOnce_WhenTheFileIsMissing()
    {
        var log = new CollectingLogger();
        var source = new CitySource(Path.Combine(_home.Folder, "cities.pbf"), log);

        Assert.Null(source.Index);
        Assert.Null(source.Index);

        Assert.False(source.IsInstalled);
        Assert.Contains("is missing", Assert.Single(log.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Index_IsNullAndSaysSoOnce_WhenTheFileIsDamaged()
    {
        var path = Path.Combine(_home.Folder, "cities.pbf");
        File.WriteAllText(path, "not a file of cities");
        var log = new CollectingLogger();
        var source = new CitySource(path, log);

        Assert.Null(source.Index);
        Assert.Null(source.Index);

        Assert.Contains("cannot be read", Assert.Single(log.Messages), StringComparison.Ordinal);
    }

    public void Dispose() => _home.Dispose();
}
