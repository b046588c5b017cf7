namespace Recognize.Models.Persistence.Embedded;

/// <summary>
/// The database server cannot be found, started or stopped. The message is one plain sentence for the owner, naming
/// the remedy, followed where it helps by the end of the server's log.
/// </summary>
public sealed class EmbeddedPostgresException : Exception
{
    public EmbeddedPostgresException(string message) : base(message) { }

    public EmbeddedPostgresException(string message, Exception inner) : base(message, inner) { }
}
