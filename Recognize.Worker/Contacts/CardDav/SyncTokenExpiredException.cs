namespace Recognize.Worker.Contacts.CardDav;

/// <summary>The server no longer knows the state that it was asked about: everything has to be compared.</summary>
internal sealed class SyncTokenExpiredException() : Exception("The server no longer knows the sync token.");
