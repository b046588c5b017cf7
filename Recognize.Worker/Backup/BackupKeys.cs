using System.Text;
using Recognize.Models;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Backup;

/// <summary>The keys of a backup, and where they belong. A key that is there and is another one is never written over.</summary>
internal static class BackupKeys
{
    public const string Part = "keys";
    public const string Master = "master-key";
    public const string Contacts = "contacts-key";

    public static string ContactsPath(RecognizeHome home) => Path.Combine(home.Secrets, Contacts);

    /// <summary>Why the keys of a backup cannot be put in place; null when they can.</summary>
    public static string? FindConflict(RecognizeHome home, MasterKeyFile file, IReadOnlyDictionary<string, string> keys)
    {
        foreach (var (name, text) in keys)
        {
            var path = PathOf(home, file, name);
            if (File.Exists(path) && File.ReadAllText(path).Trim() != text.Trim())
                return $"There is another key in {path} than in the backup: move it away, if nothing is sealed with it any more.";
        }
        return null;
    }

    /// <summary>Puts the keys in place that are not there.</summary>
    public static void Place(RecognizeHome home, MasterKeyFile file, IReadOnlyDictionary<string, string> keys)
    {
        foreach (var (name, text) in keys)
        {
            var path = PathOf(home, file, name);
            if (File.Exists(path))
                continue;
            WriteOwnerOnly(path + ".new", text.Trim());
            File.Move(path + ".new", path, overwrite: false);
        }
    }

    private static string PathOf(RecognizeHome home, MasterKeyFile file, string name) =>
        name == Master ? file.FilePath : ContactsPath(home);

    private static void WriteOwnerOnly(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
