namespace Recognize.Tests.Support;

/// <summary>The checkout that this test assembly was built from, for tests that hold its files against the code.</summary>
internal static class Repository
{
    private static readonly Lazy<string> RootFolder = new(Find);

    /// <summary>The absolute path of a file or folder of the repository.</summary>
    public static string PathOf(string relativePath) => Path.Combine(RootFolder.Value, relativePath);

    public static string Read(string relativePath) => File.ReadAllText(PathOf(relativePath));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Recognize.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside a checkout of Recognize.");
    }
}
