namespace Recognize.Models.Media;

/// <summary>
/// A file that cannot be analysed as it is: corrupt, empty, hostile, of an unsupported format. Permanent: recorded
/// on the file with <see cref="Exception.Message"/>, which a non-technical owner must understand, and never retried
/// until the file changes. The message holds no path.
/// </summary>
public sealed class UnreadableMediaException : Exception
{
    public UnreadableMediaException(string reason) : base(reason) { }

    public UnreadableMediaException(string reason, Exception inner) : base(reason, inner) { }
}
