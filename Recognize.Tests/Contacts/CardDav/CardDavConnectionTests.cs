using System.Net;
using System.Text;
using Recognize.Models.Contacts.CardDav;
using Recognize.Tests.Support;
using Recognize.Worker.Contacts.CardDav;

namespace Recognize.Tests.Contacts.CardDav;

/// <summary>Against a server that answers as a hostile or old one would.</summary>
public sealed class CardDavConnectionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Book = """<d:resourcetype><d:collection/><c:addressbook/></d:resourcetype>""";

    private readonly Dictionary<string, (int Status, string Body, string? Location)> _answers = new(StringComparer.Ordinal);
    private readonly List<string> _asked = [];
    private TestInstallation _installation = null!;
    private LoopbackServer _server = null!;
    private string _address = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = new LoopbackServer(AnswerAsync);
        _address = _server.Address.AbsoluteUri.TrimEnd('/');
        _installation = await TestInstallation.CreateAsync(postgres);
        await _installation.Get<AllowedServers>().AllowAsync(_address, null, "test", Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _installation.DisposeAsync();
    }

    [Theory]
    [InlineData("http://localhost:1/")]
    [InlineData("https://elsewhere.example/")]
    public async Task Redirect_IsRefused_ToAServerThatIsNotAllowed(string elsewhere)
    {
        _answers["PROPFIND /.well-known/carddav"] = (301, "", elsewhere);

        Assert.Contains("is not allowed", await RefusedAsync(_address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_IsRefused_ToAnAddressWithoutEncryptionAndInACircle()
    {
        _answers["PROPFIND /.well-known/carddav"] = (307, "", "http://elsewhere.example/");
        _answers["PROPFIND /a"] = (302, "", "/a");

        Assert.Contains("without encryption", await RefusedAsync(_address), StringComparison.Ordinal);
        Assert.Contains("in a circle", await RefusedAsync(_address + "/a"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><d:multistatus xmlns:d='DAV:'>&e;</d:multistatus>", "cannot be understood")]
    [InlineData("<html>hello</html>", "not that of an address book server")]
    [InlineData("not xml", "cannot be understood")]
    public async Task Answer_IsRefused_WhenItIsNoneOfAnAddressBook(string body, string reason)
    {
        _answers["PROPFIND /a"] = (207, body, null);

        Assert.Contains(reason, await RefusedAsync(_address + "/a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sync_ComparesETags_WhereTheServerHasNoTokens()
    {
        _answers["PROPFIND /.well-known/carddav"] = (404, "", null);
        _answers["PROPFIND /"] = Multi(("/", "<d:current-user-principal><d:href>/me/</d:href></d:current-user-principal>"));
        _answers["PROPFIND /me/"] = Multi(("/me/", "<c:addressbook-home-set><d:href>/books/</d:href></c:addressbook-home-set>"));
        _answers["PROPFIND /books/"] = Multi(("/books/", "<d:resourcetype><d:collection/></d:resourcetype>"), ("/books/a/", Book));
        _answers["PROPFIND /books/a/"] = Multi(
            ("/books/a/", Book), ("/books/a/1.vcf", "<d:getetag>\"1\"</d:getetag>"), ("/books/a/2.vcf", "<d:getetag>\"2\"</d:getetag>"),
            ("http://elsewhere.example/3.vcf", "<d:getetag>\"3\"</d:getetag>"));
        _answers["REPORT /books/a/"] = Multi(
            ("/books/a/1.vcf", "<d:getetag>\"1\"</d:getetag><c:address-data>BEGIN:VCARD&#13;\nFN:Anna\nEND:VCARD</c:address-data>"),
            ("/books/a/2.vcf", "<d:getetag>\"2\"</d:getetag><c:address-data>BEGIN:VCARD\nFN:cut</c:address-data>"));
        var sync = _installation.Get<CardDavSync>();

        var source = Assert.Single(await sync.AddAsync(_installation.Owner.Id, _address, "anna", "secret", Token));
        var first = await sync.SyncAsync(source.Id, Token);
        var asked = _asked.Count;
        var again = await sync.SyncAsync(source.Id, Token);

        Assert.Equal((2, 2, 1), (first.Contacts, first.Added, first.Unreadable));
        Assert.Equal((0, 0), (again.Added, again.Changed));
        Assert.DoesNotContain(_asked.Skip(asked), request => request.StartsWith("REPORT", StringComparison.Ordinal));
        Assert.Contains("has no end", await _installation.ScalarAsync<string>("SELECT reason FROM contacts WHERE state = 4"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sync_KeepsWhatItHas_AndTheReason_WhenTheServerFails()
    {
        _answers["PROPFIND /books/a/"] = Multi(("/books/a/", Book), ("/books/a/1.vcf", "<d:getetag>\"1\"</d:getetag>"));
        _answers["REPORT /books/a/"] = Multi(("/books/a/1.vcf", "<c:address-data>BEGIN:VCARD\nFN:Anna\nEND:VCARD</c:address-data>"));
        var sync = _installation.Get<CardDavSync>();
        var source = Assert.Single(await sync.AddAsync(_installation.Owner.Id, _address + "/books/a/", "anna", "secret", Token));
        await sync.SyncAsync(source.Id, Token);
        _answers["PROPFIND /books/a/"] = (503, "", null);

        await Assert.ThrowsAsync<CardDavException>(() => sync.SyncAsync(source.Id, Token));

        Assert.Equal(1, await _installation.ScalarAsync<int>("SELECT count(*) FROM contacts WHERE removed_at IS NULL"));
        Assert.Contains("trouble of its own", await _installation.ScalarAsync<string>("SELECT problem FROM contact_sources"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://cloud.example.org", "without encryption")]
    [InlineData("ftp://cloud.example.org", "not an address")]
    [InlineData("https://anna:secret@cloud.example.org", "out of the address")]
    public void Check_RefusesAddresses_ThatAreUnfit(string address, string reason) =>
        Assert.Contains(reason, Assert.Throws<CardDavException>(() => AllowedServers.Check(address)).Message, StringComparison.Ordinal);

    private async Task<string> RefusedAsync(string address) => (await Assert.ThrowsAsync<CardDavException>(() =>
        _installation.Get<CardDavSync>().AddAsync(_installation.Owner.Id, address, "anna", "secret", Token))).Message;

    private static (int, string, string?) Multi(params (string Href, string Properties)[] resources) => (
        207,
        "<?xml version=\"1.0\"?><d:multistatus xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:carddav\">"
        + string.Concat(resources.Select(resource =>
            $"<d:response><d:href>{resource.Href}</d:href><d:propstat><d:prop>{resource.Properties}</d:prop>"
            + "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"))
        + "</d:multistatus>",
        null);

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var request = $"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}";
        _asked.Add(request);
        var (status, body, location) = _answers.GetValueOrDefault(request, (404, "", null));
        context.Response.StatusCode = status;
        if (location is not null)
            context.Response.Headers["Location"] = location;
        var bytes = Encoding.UTF8.GetBytes(body);
        // Without a length, an empty body would end twice, and the second end would stand before the next answer.
        context.Response.ContentLength64 = bytes.Length;
        await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }
}
