using Recognize.Tests.Support;

namespace Recognize.Tests.Inference;

/// <summary>The native library of ONNX Runtime, for the machine at hand and for the other kind, which cannot be run here.</summary>
public sealed class NativeLibraryTests
{
    /// <summary>Of Debian 12, the oldest system that is served.</summary>
    private static readonly Dictionary<string, Version> Served = new()
    {
        ["GLIBC"] = new Version(2, 36), ["GLIBCXX"] = new Version(3, 4, 30), ["CXXABI"] = new Version(1, 3, 13), ["GCC"] = new Version(12, 0),
    };

    [Theory]
    [InlineData("linux-x64", ElfLibrary.X64)]
    [InlineData("linux-arm64", ElfLibrary.Arm64)]
    public void Library_IsForItsProcessor_AndNeedsNothingNewerThanDebian12(string platform, int machine)
    {
        var library = new ElfLibrary(Require(platform));

        Assert.Equal(machine, library.Machine);
        Assert.Contains("OrtGetApiBase", library.Exports);
        var needs = library.Needs.Select(need => need.Split('_')).ToList();
        Assert.Contains(needs, need => need[0] == "GLIBC");
        Assert.All(needs.Where(need => Served.ContainsKey(need[0])), need =>
            Assert.True(Version.Parse(need[1].Contains('.') ? need[1] : need[1] + ".0") <= Served[need[0]], string.Join('_', need)));
    }

    private static string Require(string platform)
    {
        var path = Repository.PathOf($"packages/onnxruntime/native/{platform}/libonnxruntime.so.1");
        Assert.SkipUnless(File.Exists(path), $"needs the library of {platform}, which the set-up fetches");
        return path;
    }
}
