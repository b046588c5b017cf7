namespace Recognize.Models;

/// <summary>
/// The folder that holds all state of one installation: the database, models, thumbnails, logs and secrets. Given by
/// <c>RECOGNIZE_HOME</c>, by default <c>recognize</c> in the XDG data folder. Removing it removes everything.
/// </summary>
public sealed class RecognizeHome
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Others may pass through but not look: a database server that runs under its own account must reach its folder.
    private const UnixFileMode PassThrough = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public RecognizeHome(string root)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
    }

    public string Root { get; }

    /// <summary>The embedded database cluster; belongs to the account the server runs under.</summary>
    public string Postgres => Path.Combine(Root, "postgres");

    /// <summary>Lock files and sockets of running processes.</summary>
    public string Run => Path.Combine(Root, "run");

    public string Models => Path.Combine(Root, "models");

    public string Thumbnails => Path.Combine(Root, "thumbnails");

    /// <summary>The owners' reference photos of places, with their <c>labels.csv</c>; made by them, not by the program.</summary>
    public string Landmarks => Path.Combine(Root, "landmarks");

    /// <summary>What is kept of the photos in <see cref="Landmarks"/>, to be computed once.</summary>
    public string LandmarkSignatures => Path.Combine(Root, "landmark-signatures");

    /// <summary>What users had written out of all that is known of their files; a folder each.</summary>
    public string Exports => Path.Combine(Root, "exports");

    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Passwords and keys, one a file, readable by their owner alone.</summary>
    public string Secrets => Path.Combine(Root, "secrets");

    /// <summary>The home that the environment names.</summary>
    /// <exception cref="InvalidOperationException">Neither RECOGNIZE_HOME nor HOME is set.</exception>
    public static RecognizeHome FromEnvironment()
    {
        if (RecognizeSettings.Read(RecognizeSettings.Home) is { } named)
            return new RecognizeHome(named);

        // The XDG rule: a relative path in XDG_DATA_HOME is invalid and must be ignored.
        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        if (!string.IsNullOrEmpty(data) && Path.IsPathRooted(data))
            return new RecognizeHome(Path.Combine(data, "recognize"));

        var home = Environment.GetEnvironmentVariable("HOME");
        if (string.IsNullOrEmpty(home))
        {
            throw new InvalidOperationException(
                "There is no home folder to keep data in: set RECOGNIZE_HOME to a folder that Recognize may write to.");
        }
        return new RecognizeHome(Path.Combine(home, ".local", "share", "recognize"));
    }

    /// <summary>Makes the folders that are missing; what exists keeps its permissions. Safe to repeat.</summary>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    public void Create()
    {
        CreateFolder(Root, PassThrough);
        foreach (var folder in (string[])[Postgres, Run, Models, Thumbnails, Logs, Secrets])
            CreateFolder(folder, OwnerOnly);
    }

    /// <summary>Makes the folder of a user's exports, readable by the account of the program alone.</summary>
    public string CreateExports(Guid userId)
    {
        var folder = Path.Combine(Exports, userId.ToString());
        CreateFolder(Exports, OwnerOnly);
        CreateFolder(folder, OwnerOnly);
        return folder;
    }

    private static void CreateFolder(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, mode);
    }
}
