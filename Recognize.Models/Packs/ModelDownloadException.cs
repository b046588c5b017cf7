namespace Recognize.Models.Packs;

/// <summary>A model file could not be fetched; the message says in a plain sentence why. Trying again may help.</summary>
public sealed class ModelDownloadException : Exception
{
    public ModelDownloadException(string message) : base(message) { }

    public ModelDownloadException(string message, Exception inner) : base(message, inner) { }
}
