using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Auditing;
using Recognize.Models.Persistence;

namespace Recognize.Models.Contacts.CardDav;

/// <summary>The servers that an admin has allowed. Nothing else in this program calls an address that a user has entered.</summary>
public sealed class AllowedServers(IDbContextFactory<RecognizeDbContext> databases)
{
    /// <summary>Scheme, host and port of an address.</summary>
    public static string OriginOf(Uri address) => string.Create(
        CultureInfo.InvariantCulture, $"{address.Scheme}://{address.IdnHost.ToLowerInvariant()}:{address.Port}");

    /// <summary>The address, if it may be called at all.</summary>
    /// <exception cref="CardDavException">It is no address, or would send a password in the clear.</exception>
    public static Uri Check(string text)
    {
        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        if (!Uri.TryCreate(full, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.Host.Length == 0)
            throw new CardDavException($"'{text}' is not an address of a server; write it like https://cloud.example.org.");
        if (address.UserInfo.Length > 0)
            throw new CardDavException("Leave user name and password out of the address.");
        if (address.Scheme == "http" && !IsLoopback(address))
        {
            throw new CardDavException(
                $"{address.Host} would be asked without encryption, with the password readable on the way: use an address with https.");
        }
        return address;
    }

    /// <summary>The allowed server of an address.</summary>
    /// <exception cref="CardDavException">It is not allowed.</exception>
    public async Task<ContactServer> RequireAsync(Uri address, CancellationToken cancellationToken)
    {
        Check(address.ToString());
        var origin = OriginOf(address);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.ContactServers.SingleOrDefaultAsync(server => server.Address == origin, cancellationToken)
            ?? throw new CardDavException(
                $"{origin} is not allowed: an admin can allow it on the page about the server, or with \"recognize contacts servers allow {origin}\".");
    }

    /// <summary>All of them, by address.</summary>
    public async Task<IReadOnlyList<ContactServer>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.ContactServers.OrderBy(server => server.Address).ToListAsync(cancellationToken);
    }

    /// <summary>Allows a server, or changes the certificates it may have.</summary>
    /// <param name="text">Its address, with or without the scheme.</param>
    /// <param name="certificates">In PEM, where the system does not trust the server's; else null.</param>
    /// <param name="by">Who allows it.</param>
    /// <param name="cancellationToken">Cancels; nothing is stored then.</param>
    /// <returns>The server's address, as it is stored.</returns>
    /// <exception cref="CardDavException">The address or the certificates cannot be used.</exception>
    public async Task<string> AllowAsync(string text, string? certificates, AuditActor by, CancellationToken cancellationToken)
    {
        var origin = OriginOf(Check(text));
        if (certificates is not null)
            ReadCertificates(certificates);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.ContactServers.AsTracking().SingleOrDefaultAsync(server => server.Address == origin, cancellationToken) is { } known)
            known.Certificates = certificates;
        else
            database.ContactServers.Add(new ContactServer { Address = origin, Certificates = certificates, AddedBy = by.Name });
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await database.AppendAsync(
            new AuditRecord(by, AuditActions.ServerAllowed, "Allowed a server of address books.") { Detail = origin },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return origin;
    }

    /// <summary>Takes the permission back; false when there was none. What was read stays.</summary>
    public async Task<bool> ForbidAsync(string text, AuditActor by, CancellationToken cancellationToken)
    {
        var origin = OriginOf(Check(text));
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await database.ContactServers.Where(server => server.Address == origin).ExecuteDeleteAsync(cancellationToken) == 0)
            return false;
        await database.AppendAsync(
            new AuditRecord(by, AuditActions.ServerForbidden, "Forbade a server of address books.")
            {
                Detail = origin,
            },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <exception cref="CardDavException">The text holds no certificate.</exception>
    public static X509Certificate2Collection ReadCertificates(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException damaged)
        {
            throw new CardDavException("The file of certificates is damaged.", damaged);
        }
        return certificates.Count > 0
            ? certificates
            : throw new CardDavException("The file holds no certificate (-----BEGIN CERTIFICATE-----).");
    }

    private static bool IsLoopback(Uri address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
