namespace Recognize.Models.Sealing;

/// <summary>Sealed data cannot be opened, as the master key is missing or another one. Nothing was changed.</summary>
/// <param name="message">One sentence for who runs the program; names the file.</param>
public sealed class KeysUnavailableException(string message) : Exception(message)
{
    /// <summary>The same for users, without the file.</summary>
    public const string ForUsers =
        "Faces are sealed, and the key is missing on this server: names stay, but faces cannot be compared until whoever "
        + "runs it puts the key back.";
}
