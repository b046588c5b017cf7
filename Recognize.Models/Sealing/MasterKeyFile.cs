using Recognize.Models.Persistence.Embedded;

namespace Recognize.Models.Sealing;

/// <summary>
/// The file that holds the master key: <c>secrets/master-key</c> of the home, or what <c>RECOGNIZE_KEY_FILE</c> names. Read
/// anew each time, so that a key that was put back or changed works without a restart.
/// </summary>
public sealed class MasterKeyFile
{
    private readonly Func<string> _path;

    private MasterKeyFile(Func<string> path) => _path = path;

    /// <summary>The file of a home, which is asked for when the key is.</summary>
    public static MasterKeyFile Of(Func<RecognizeHome> home) =>
        new(() => RecognizeSettings.Read(RecognizeSettings.KeyFile) ?? Path.Combine(home().Secrets, "master-key"));

    internal static MasterKeyFile At(string path) => new(() => path);

    public string FilePath => _path();

    /// <summary>A key that is about to take the place of the one in the file; see <see cref="KeyRotation"/>.</summary>
    private string NextPath => FilePath + ".next";

    /// <summary>The key; null when there is no file.</summary>
    /// <exception cref="KeysUnavailableException">The file holds no key, or cannot be read.</exception>
    public MasterKey? TryRead() => TryRead(FilePath);

    /// <summary>The key of that fingerprint.</summary>
    /// <exception cref="KeysUnavailableException">It is not there.</exception>
    public MasterKey Require(string fingerprint)
    {
        var key = TryRead();
        if (key?.Fingerprint == fingerprint)
            return key;
        // A rotation that died after the database had taken the new key and before the file had.
        if (TryRead(NextPath) is { } next && next.Fingerprint == fingerprint)
            return next;
        throw new KeysUnavailableException(
            key is null
                ? $"The key that faces are sealed with ({fingerprint}) is missing: put its file back as {FilePath}, or let "
                    + $"{RecognizeSettings.KeyFile} name it. No new key was made, and nothing was changed."
                : $"The key in {FilePath} ({key.Fingerprint}) is not the one that faces are sealed with ({fingerprint}): put "
                    + $"that one there, or let {RecognizeSettings.KeyFile} name it. Nothing was changed.");
    }

    /// <summary>The key, made on first use. Only for who knows that nothing is sealed yet, and holds off all others.</summary>
    /// <exception cref="KeysUnavailableException">The file cannot be read or made.</exception>
    internal MasterKey ReadOrCreate()
    {
        if (TryRead() is { } existing)
            return existing;
        var made = MasterKey.Make();
        Write(FilePath, made);
        return made;
    }

    /// <summary>Puts a key beside the one in use.</summary>
    internal void WriteNext(MasterKey key) => Write(NextPath, key);

    /// <summary>Lets the key beside take the place of the one in use, if it is of that fingerprint.</summary>
    internal void TakeNext(string fingerprint)
    {
        if (TryRead(NextPath)?.Fingerprint == fingerprint)
            File.Move(NextPath, FilePath, overwrite: true);
        else
            File.Delete(NextPath);
    }

    private static MasterKey? TryRead(string path)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            return MasterKey.TryParse(File.ReadAllText(path)) ?? throw new KeysUnavailableException(
                $"The key file {path} does not hold a key, which is 64 hexadecimal digits. Nothing was changed.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KeysUnavailableException($"The key file {path} cannot be read: {failure.Message}");
        }
    }

    private static void Write(string path, MasterKey key)
    {
        try
        {
            // Written whole, then named: a process that dies in between leaves no half key behind.
            SecretFile.WriteOwnerOnly(path + ".new", key.ToText());
            File.Move(path + ".new", path, overwrite: path.EndsWith(".next", StringComparison.Ordinal));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KeysUnavailableException($"The key file {path} cannot be written: {failure.Message}");
        }
    }
}
