namespace Recognize.Models.Contacts.CardDav;

/// <summary>An address book could not be read; the message is a sentence for its owner and holds no secret.</summary>
public sealed class CardDavException : Exception
{
    public CardDavException(string message) : base(message) { }

    public CardDavException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Whether the server answered, and has nothing of the kind at that address.</summary>
    public bool IsAbsent { get; init; }
}
