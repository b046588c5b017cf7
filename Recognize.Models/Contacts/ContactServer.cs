namespace Recognize.Models.Contacts;

/// <summary>A server of address books that an admin has allowed: no other is ever called. Stored in <c>contact_servers</c>.</summary>
public sealed class ContactServer
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Scheme, host and port: <c>https://cloud.example.org:443</c>.</summary>
    public required string Address { get; init; }

    /// <summary>PEM certificates that the server's may be signed by, besides those the system trusts; null for none.</summary>
    public string? Certificates { get; set; }

    /// <summary>Who allowed it, in words.</summary>
    public required string AddedBy { get; init; }

    public DateTimeOffset AddedAt { get; init; } = DateTimeOffset.UtcNow;
}
