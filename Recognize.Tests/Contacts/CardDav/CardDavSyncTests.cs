using Microsoft.EntityFrameworkCore;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.CardDav;
using Recognize.Tests.Support;
using Recognize.Worker.Contacts;
using Recognize.Worker.Contacts.CardDav;

namespace Recognize.Tests.Contacts.CardDav;

/// <summary>Against a real server.</summary>
public sealed class CardDavSyncTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sync_FindsTheAddressBooks_AndReadsOnlyWhatChanged()
    {
        await using var server = await RadicaleServer.StartAsync(Token);
        await using var installation = await TestInstallation.CreateAsync(postgres);
        var sync = installation.Get<CardDavSync>();
        await server.PutAsync("anna/family/1.vcf", Card("1", "Berta", ContactImportTests.Png), Token);
        await server.PutAsync("anna/family/2.vcf", Card("2", "Clara"), Token);
        await server.PutAsync("anna/work/3.vcf", Card("3", "Dora"), Token);
        await installation.Get<AllowedServers>().AllowAsync(server.Address.ToString(), server.Certificate, "test", Token);

        var sources = await sync.AddAsync(
            installation.Owner.Id, server.Address.ToString(), RadicaleServer.User, RadicaleServer.Password, Token);
        var family = Assert.Single(sources, source => source.Name.StartsWith("Family (", StringComparison.Ordinal));
        var first = await sync.SyncAsync(family.Id, Token);
        var again = await sync.SyncAsync(family.Id, Token);
        await server.PutAsync("anna/family/2.vcf", Card("2", "Clara Zimmer"), Token);
        await server.PutAsync("anna/family/4.vcf", Card("4", "Emma"), Token);
        await server.DeleteAsync("anna/family/1.vcf", Token);
        var changed = await sync.SyncAsync(family.Id, Token);

        Assert.Equal(2, sources.Count);
        Assert.Equal(new ContactImportSummary(Contacts: 2, Added: 2, Changed: 0, Removed: 0, Unreadable: 0, Skipped: 0), first);
        Assert.Equal(new ContactImportSummary(Contacts: 2, Added: 0, Changed: 0, Removed: 0, Unreadable: 0, Skipped: 0), again);
        Assert.Equal(new ContactImportSummary(Contacts: 2, Added: 1, Changed: 1, Removed: 1, Unreadable: 0, Skipped: 0), changed);
        Assert.Equal("Clara Zimmer, Emma", await installation.ScalarAsync<string>(
            "SELECT string_agg(name, ', ' ORDER BY name) FROM contacts WHERE removed_at IS NULL"));
        await using var database = installation.Open();
        var stored = await database.ContactSources.SingleAsync(source => source.Id == family.Id, Token);
        Assert.NotNull(stored.SyncToken);
        Assert.DoesNotContain("geheim", System.Text.Encoding.UTF8.GetString(stored.Password!), StringComparison.Ordinal);

        // A token that the server never gave, as after a restore: everything is compared.
        await database.ContactSources.ExecuteUpdateAsync(
            row => row.SetProperty(source => source.SyncToken, "http://radicale.org/ns/sync/0000000000000000000000000000000000000000000000000000000000000000"), Token);
        var compared = await sync.SyncAsync(family.Id, Token);
        Assert.Equal(new ContactImportSummary(Contacts: 2, Added: 0, Changed: 0, Removed: 0, Unreadable: 0, Skipped: 0), compared);
    }

    [Fact]
    public async Task Work_PutsTheBooksInThePlaceOfARequest_AndKeepsWhatIsWrongWithIt()
    {
        await using var server = await RadicaleServer.StartAsync(Token);
        await using var installation = await TestInstallation.CreateAsync(postgres);
        var (requests, work) = (installation.Get<AddressBookRequests>(), installation.Get<ContactWork>());
        await server.PutAsync("anna/family/1.vcf", Card("1", "Berta", ContactImportTests.Png), Token);
        await server.PutAsync("anna/work/3.vcf", Card("3", "Dora"), Token);
        var address = server.Address.ToString();
        await Assert.ThrowsAsync<CardDavException>(() => RequestAsync(RadicaleServer.Password));
        await installation.Get<AllowedServers>().AllowAsync(address, server.Certificate, "test", Token);

        var id = await RequestAsync("wrong");
        await work.RunAsync(installation.Owner.Id, Token);
        var refused = await SourcesAsync();
        var same = await RequestAsync(RadicaleServer.Password);
        await installation.Get<ContactConsentLedger>().AnswerSourceAsync(
            installation.Owner.Id, same, hasAgreed: true, new ContactAnswerer("anna in a test", "anna"), Token);
        await work.RunAsync(installation.Owner.Id, Token);
        var found = await SourcesAsync();
        await server.PutAsync("anna/family/2.vcf", Card("2", "Clara"), Token);
        await installation.ExecuteAsync("UPDATE contact_sources SET sync_requested_at = now()");
        await work.RunAsync(installation.Owner.Id, Token);

        Assert.Equal(id, same);
        Assert.Contains("refuses the user name or the password", Assert.Single(refused).Problem, StringComparison.Ordinal);
        Assert.Equal(["Family", "Work"], found.Select(source => source.Name.Split(" (")[0]));
        Assert.All(found, source => Assert.Equal(("anna in a test", null), (source.AgreedBy, source.Problem)));
        Assert.Equal("Berta, Clara, Dora", await installation.ScalarAsync<string>(
            "SELECT string_agg(name, ', ' ORDER BY name) FROM contacts WHERE removed_at IS NULL AND answer = 1"));
        Assert.Equal(2, (await SourcesAsync()).Count);

        Task<Guid> RequestAsync(string password) =>
            requests.AddAsync(installation.Owner.Id, address, RadicaleServer.User, password, Token);

        async Task<List<ContactSource>> SourcesAsync()
        {
            await using var database = installation.Open();
            return await database.ContactSources.OrderBy(source => source.Name).ToListAsync(Token);
        }
    }

    [Fact]
    public async Task Add_SaysInASentenceWhatIsWrong()
    {
        await using var server = await RadicaleServer.StartAsync(Token);
        await using var installation = await TestInstallation.CreateAsync(postgres);
        var (allowed, address) = (installation.Get<AllowedServers>(), server.Address.ToString());

        var notAllowed = await RefusedAsync(address, RadicaleServer.Password);
        await allowed.AllowAsync(address, null, "test", Token);
        var notTrusted = await RefusedAsync(address, RadicaleServer.Password);
        await allowed.AllowAsync(address, server.Certificate, "test", Token);
        var wrongPassword = await RefusedAsync(address, "wrong");
        var noBook = await RefusedAsync($"{address}anna/nothing/", RadicaleServer.Password);
        await allowed.ForbidAsync(address, "test", Token);
        var forbidden = await RefusedAsync(address, RadicaleServer.Password);

        Assert.Contains("is not allowed", notAllowed, StringComparison.Ordinal);
        Assert.Contains("certificate of 127.0.0.1 is not trusted", notTrusted, StringComparison.Ordinal);
        Assert.Contains("refuses the user name or the password", wrongPassword, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1 has no /anna/nothing/", noBook, StringComparison.Ordinal);
        Assert.Contains("is not allowed", forbidden, StringComparison.Ordinal);
        Assert.Equal(0, await installation.ScalarAsync<int>("SELECT count(*) FROM contact_sources"));

        async Task<string> RefusedAsync(string at, string password) => (await Assert.ThrowsAsync<CardDavException>(() =>
            installation.Get<CardDavSync>().AddAsync(installation.Owner.Id, at, RadicaleServer.User, password, Token))).Message;
    }

    private static string Card(string uid, string name, string? photo = null) =>
        $"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\nN:{name};;;;\r\n"
        + (photo is null ? "" : $"PHOTO;ENCODING=b;TYPE=PNG:{photo}\r\n") + "END:VCARD\r\n";
}
