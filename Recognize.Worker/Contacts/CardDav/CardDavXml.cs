using System.Net;
using System.Xml.Linq;
using Recognize.Models.Contacts.CardDav;

namespace Recognize.Worker.Contacts.CardDav;

/// <summary>One resource in an answer.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="IsGone">Whether the server says that it no longer exists.</param>
/// <param name="Properties">What was asked and is there.</param>
internal sealed record CardDavResource(Uri Address, bool IsGone, IReadOnlyList<XElement> Properties)
{
    public XElement? Find(XName name) => Properties.FirstOrDefault(property => property.Name == name);

    public string? Etag => Find(CardDavXml.Dav + "getetag")?.Value.Trim();

    public bool IsAddressBook => Find(CardDavXml.Dav + "resourcetype")?.Element(CardDavXml.CardDav + "addressbook") is not null;

    public bool IsCollection => Find(CardDavXml.Dav + "resourcetype")?.Element(CardDavXml.Dav + "collection") is not null;
}

/// <summary>Requests and answers of WebDAV (RFC 4918), CardDAV (RFC 6352) and collection synchronisation (RFC 6578).</summary>
internal static class CardDavXml
{
    public static readonly XNamespace Dav = "DAV:";
    public static readonly XNamespace CardDav = "urn:ietf:params:xml:ns:carddav";

    public static XDocument PropFind(params ReadOnlySpan<XName> names)
    {
        var properties = new XElement(Dav + "prop");
        foreach (var name in names)
            properties.Add(new XElement(name));
        return new XDocument(new XElement(Dav + "propfind", properties));
    }

    public static XDocument SyncCollection(string? token) => new(new XElement(
        Dav + "sync-collection",
        new XElement(Dav + "sync-token", token),
        new XElement(Dav + "sync-level", "1"),
        new XElement(Dav + "prop", new XElement(Dav + "getetag"))));

    public static XDocument MultiGet(IEnumerable<Uri> addresses) => new(new XElement(
        CardDav + "addressbook-multiget",
        new XElement(Dav + "prop", new XElement(Dav + "getetag"), new XElement(CardDav + "address-data")),
        addresses.Select(address => new XElement(Dav + "href", address.AbsolutePath))));

    /// <summary>The resources of an answer that are on the same server.</summary>
    /// <exception cref="CardDavException">It is no answer to such a request.</exception>
    public static List<CardDavResource> Resources(CardDavAnswer answer)
    {
        if (answer.Body.Root?.Name != Dav + "multistatus")
            throw new CardDavException($"The answer of {answer.Address.Host} is not that of an address book server.");
        var resources = new List<CardDavResource>();
        foreach (var response in answer.Body.Root.Elements(Dav + "response"))
        {
            var isGone = response.Element(Dav + "status") is { } status && IsStatus(status, HttpStatusCode.NotFound);
            var properties = response.Elements(Dav + "propstat")
                .Where(part => part.Element(Dav + "status") is not { } own || IsStatus(own, HttpStatusCode.OK))
                .SelectMany(part => part.Element(Dav + "prop")?.Elements() ?? []).ToList();
            foreach (var href in response.Elements(Dav + "href"))
            {
                if (Resolve(answer.Address, href.Value) is { } address)
                    resources.Add(new CardDavResource(address, isGone, properties));
            }
        }
        return resources;
    }

    /// <summary>An address in an answer; null when it leads to another server.</summary>
    public static Uri? Resolve(Uri from, string href) =>
        Uri.TryCreate(from, href.Trim(), out var address) && AllowedServers.OriginOf(address) == AllowedServers.OriginOf(from)
            ? address
            : null;

    private static bool IsStatus(XElement status, HttpStatusCode code) =>
        status.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var number, ..]
        && number == ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
