using System.Xml.Linq;
using Recognize.Models.Contacts.CardDav;

namespace Recognize.Worker.Contacts.CardDav;

/// <summary>An address book of a server.</summary>
internal sealed record AddressBook(Uri Address, string Name);

/// <summary>Finds the address books of a user, by the way of RFC 6764 and RFC 6352, from any address of the server.</summary>
internal static class CardDavDiscovery
{
    private static readonly XName Principal = CardDavXml.Dav + "current-user-principal";
    private static readonly XName Home = CardDavXml.CardDav + "addressbook-home-set";
    private static readonly XName ResourceType = CardDavXml.Dav + "resourcetype";
    private static readonly XName DisplayName = CardDavXml.Dav + "displayname";

    /// <summary>The address books; the one itself when the address is that of one.</summary>
    /// <exception cref="CardDavException">There is none, or the server cannot be asked; the message says why.</exception>
    public static async Task<IReadOnlyList<AddressBook>> FindAsync(
        CardDavConnection connection, Uri address, CancellationToken cancellationToken)
    {
        var start = address.AbsolutePath.Length <= 1
            ? await StartAsync(connection, address, cancellationToken)
            : await AskAsync(connection, address, "0", cancellationToken);
        var (from, resources) = start;
        if (resources.FirstOrDefault(resource => resource.IsAddressBook) is { } itself)
            return [Book(itself)];
        if (HrefOf(from, resources, Home) is { } ownHome)
            return await ListAsync(connection, ownHome, cancellationToken);

        var principal = HrefOf(from, resources, Principal)
            ?? throw new CardDavException($"{address.Host} does not say where the user's address books are; give the address of one.");
        (from, resources) = await AskAsync(connection, principal, "0", cancellationToken);
        var home = HrefOf(from, resources, Home)
            ?? throw new CardDavException($"The user has no address books on {address.Host}.");
        return await ListAsync(connection, home, cancellationToken);
    }

    /// <summary>The well-known address leads to the right place; servers without it are asked at their root.</summary>
    private static async Task<(Uri From, List<CardDavResource> Resources)> StartAsync(
        CardDavConnection connection, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AskAsync(connection, new Uri(address, "/.well-known/carddav"), "0", cancellationToken);
            if (HrefOf(answer.From, answer.Resources, Principal) is not null || HrefOf(answer.From, answer.Resources, Home) is not null)
                return answer;
        }
        catch (CardDavException failure) when (failure.IsAbsent)
        {
            // The server has no such place: the root is the next best.
        }
        return await AskAsync(connection, new Uri(address, "/"), "0", cancellationToken);
    }

    private static async Task<IReadOnlyList<AddressBook>> ListAsync(
        CardDavConnection connection, Uri home, CancellationToken cancellationToken)
    {
        var (_, resources) = await AskAsync(connection, home, "1", cancellationToken);
        var books = resources.Where(resource => resource.IsAddressBook).Select(Book).ToList();
        return books.Count > 0 ? books : throw new CardDavException($"The user has no address books on {home.Host}.");
    }

    private static async Task<(Uri From, List<CardDavResource> Resources)> AskAsync(
        CardDavConnection connection, Uri address, string depth, CancellationToken cancellationToken)
    {
        var answer = await connection.AskAsync(
            "PROPFIND", address, depth, CardDavXml.PropFind(ResourceType, DisplayName, Principal, Home), cancellationToken);
        return (answer.Address, CardDavXml.Resources(answer));
    }

    private static Uri? HrefOf(Uri from, List<CardDavResource> resources, XName property) => resources
        .Select(resource => resource.Find(property)?.Element(CardDavXml.Dav + "href")?.Value)
        .Where(href => !string.IsNullOrWhiteSpace(href))
        .Select(href => Uri.TryCreate(from, href!.Trim(), out var address) ? address : null)
        .FirstOrDefault(address => address is not null);

    private static AddressBook Book(CardDavResource resource)
    {
        var name = resource.Find(DisplayName)?.Value.Trim();
        return new AddressBook(
            resource.Address,
            string.IsNullOrEmpty(name) ? resource.Address.AbsolutePath.Trim('/').Split('/')[^1] : name);
    }
}
