using Recognize.Models;

namespace Recognize.Tests.Support;

/// <summary>An empty <see cref="RecognizeHome"/> that is removed with the test.</summary>
internal sealed class TemporaryHome : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-home-").FullName;

    /// <param name="name">Folders below the temporary one, for paths that are long or have odd characters.</param>
    public TemporaryHome(string name = "home")
    {
        // Temporary folders are closed to others; a server started by root runs under another account.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherExecute);
        Home = new RecognizeHome(Path.Combine(_folder, name));
    }

    public RecognizeHome Home { get; }

    /// <summary>The temporary folder above the home.</summary>
    public string Folder => _folder;

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
