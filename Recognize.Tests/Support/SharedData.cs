namespace Recognize.Tests.Support;

/// <summary>
/// Finds the labelled data and model weights that are kept beside the repository and never inside it: the folder
/// named by <c>RECOGNIZE_SHARED</c>, or a folder <c>shared</c> next to one of the test assembly's parents.
/// </summary>
internal static class SharedData
{
    private static readonly Lazy<string?> Root = new(Find);

    /// <summary>The absolute path of a file or folder, or a visible skip when it is not on this machine.</summary>
    public static string Require(string relativePath)
    {
        var path = TryFind(relativePath);
        Assert.SkipWhen(path is null, $"needs the shared labelled data: {relativePath}");
        return path!;
    }

    /// <summary>The absolute path of a file or folder, or null when it is not on this machine.</summary>
    public static string? TryFind(string relativePath)
    {
        if (Root.Value is null)
            return null;
        var path = Path.Combine(Root.Value, relativePath);
        return Path.Exists(path) ? path : null;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("RECOGNIZE_SHARED") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared");
            if (File.Exists(Path.Combine(candidate, "models", "sources.tsv")))
                return candidate;
        }
        return null;
    }
}
