using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.CardDav;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.Jobs;

namespace Recognize.Tests.Api;

public sealed class ContactsTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListContacts_ShowsStateReasonPersonAndFaces_OfTheCallerOnly()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var person = await library.AddPersonAsync("Anna");
        var (anna, portrait) = await AddContactAsync(user, "Anna", PortraitState.SeveralFaces);
        await AddContactAsync(user, "Berta", PortraitState.Usable);
        await AddContactAsync(await app.AddUserAsync(), "Clara", PortraitState.Usable);
        await library.SaveAsync(new ContactPerson { ContactId = anna, PersonId = person.Id });
        using var client = await app.WithTokenAsync(user);

        var page = await client.GetJsonAsync("/api/contacts");
        var waiting = await client.GetJsonAsync("/api/contacts?state=needsAnswer");
        var paged = await client.AllIdsAsync("/api/contacts?limit=1");
        using var image = await client.GetAsync($"/api/contacts/portraits/{portrait}/image", Token);

        Assert.Equal(["Anna", "Berta"], page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
        var first = page.GetProperty("items")[0];
        Assert.Equal(person.Id.ToString(), first.GetProperty("personId").GetString());
        Assert.Equal(2, first.GetProperty("portraits")[0].GetProperty("faces").GetArrayLength());
        Assert.Equal([anna.ToString()], waiting.Ids());
        Assert.Equal(page.Ids(), paged);
        Assert.Equal("image/webp", image.Content.Headers.ContentType?.MediaType);
        Assert.Equal(JsonValueKind.Null, page.GetProperty("items")[1].GetProperty("personId").ValueKind);
    }

    [Fact]
    public async Task Pick_ChoosesAFace_AndRefusesWhatIsNotThere()
    {
        var user = await app.AddUserAsync();
        var (contact, portrait) = await AddContactAsync(user, "Anna", PortraitState.SeveralFaces);
        using var client = await app.WithTokenAsync(user);
        using var reader = await app.WithTokenAsync(user, TokenScopes.PeopleRead);
        using var stranger = await app.WithTokenAsync(await app.AddUserAsync());
        var path = $"/api/contacts/portraits/{portrait}/pick";

        using var wrong = await client.PostAsJsonAsync(path, new { face = 7 }, Token);
        using var unclear = await client.PostAsJsonAsync(path, new { face = (int?)null }, Token);
        using var foreign = await stranger.PostAsJsonAsync(path, new { face = 1 }, Token);
        using var unscoped = await reader.PostAsJsonAsync(path, new { face = 1 }, Token);
        using var right = await client.PostAsJsonAsync(path, new { face = 1 }, Token);

        await wrong.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-act");
        await unclear.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-act");
        await foreign.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        Assert.Equal(HttpStatusCode.Forbidden, unscoped.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        await using var database = app.Open();
        Assert.Equal(ContactState.Ready, (await database.Contacts.SingleAsync(row => row.Id == contact, Token)).State);
    }

    [Fact]
    public async Task Import_StoresAFileForAWorker_AndSourcesCanBeForgotten()
    {
        var user = await app.AddUserAsync();
        using var client = await app.WithTokenAsync(user);
        var text = "BEGIN:VCARD\nFN:Anna\nEND:VCARD\n" + new string('x', 3 << 20);

        using var taken = await client.PostAsync("/api/contacts/import?name=phone.vcf", new StringContent(text, Encoding.UTF8, "text/vcard"), Token);
        using var unnamed = await client.PostAsync("/api/contacts/import?name=", new StringContent("", Encoding.UTF8, "text/vcard"), Token);
        var source = (await taken.ReadAsync()).GetProperty("sourceId").GetGuid();
        using var sync = await client.PostAsync($"/api/contacts/sources/{source}/sync", null, Token);
        var sources = await client.GetJsonAsync("/api/contacts/sources");
        await using var database = app.Open();
        var stored = await database.Set<ContactUploadPart>()
            .Where(part => database.ContactUploads.Any(upload => upload.Id == part.UploadId && upload.SourceId == source))
            .OrderBy(part => part.Number).Select(part => part.Content).ToListAsync(Token);
        using var forgotten = await client.DeleteAsync($"/api/contacts/sources/{source}", Token);

        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        await unnamed.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        await sync.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        Assert.Equal("phone.vcf", Assert.Single(sources.EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(4, stored.Count);
        Assert.Equal(text, Encoding.UTF8.GetString([.. stored.SelectMany(part => part)]));
        Assert.Equal(HttpStatusCode.NoContent, forgotten.StatusCode);
        Assert.Empty((await client.GetJsonAsync("/api/contacts/sources")).EnumerateArray());
    }

    [Fact]
    public async Task AddressBooks_AreStoredSealedForAWorker_OnServersThatAnAdminHasAllowedOnly()
    {
        var host = $"cloud-{Guid.NewGuid():N}.example";
        using var client = await app.WithTokenAsync(await app.AddUserAsync());
        using var admin = await app.WithTokenAsync(await app.AddUserAsync(isAdmin: true), TokenScopes.Admin);
        var request = new { address = $"{host}/books/", userName = "anna", password = "pässword", agreed = true };

        using var early = await client.PostAsJsonAsync("/api/contacts/address-books", request, Token);
        using var plain = await admin.PostAsJsonAsync("/api/admin/contact-servers", new { address = $"http://{host}" }, Token);
        using var damaged = await admin.PostAsJsonAsync("/api/admin/contact-servers", new { address = host, certificates = "none" }, Token);
        using var foreign = await client.PostAsJsonAsync("/api/admin/contact-servers", new { address = host }, Token);
        using var allowed = await admin.PostAsJsonAsync("/api/admin/contact-servers", new { address = host }, Token);
        using var taken = await client.PostAsJsonAsync("/api/contacts/address-books", request, Token);
        using var again = await client.PostAsJsonAsync("/api/contacts/address-books", request with { password = "other" }, Token);
        var servers = await client.GetJsonAsync("/api/contacts/servers");
        var source = Assert.Single((await client.GetJsonAsync("/api/contacts/sources")).EnumerateArray());
        await using var database = app.Open();
        var stored = await database.ContactSources.SingleAsync(row => row.Id == source.GetProperty("id").GetGuid(), Token);
        var server = Assert.Single(
            (await admin.GetJsonAsync("/api/admin/contact-servers")).EnumerateArray(),
            row => row.GetProperty("address").GetString() == $"https://{host}:443");
        using var forbidden = await admin.DeleteAsync($"/api/admin/contact-servers/{server.GetProperty("id").GetGuid()}", Token);
        using var late = await client.PostAsJsonAsync("/api/contacts/address-books", request, Token);

        foreach (var refused in new[] { early, plain, damaged, late })
            await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-address");
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.Equal(
            (HttpStatusCode.NoContent, HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.NoContent),
            (allowed.StatusCode, taken.StatusCode, again.StatusCode, forbidden.StatusCode));
        Assert.Contains($"https://{host}:443", servers.EnumerateArray().Select(row => row.GetString()));
        Assert.True(source.GetProperty("isSyncRequested").GetBoolean());
        Assert.Equal(($"https://{host}/books/", "anna"), (stored.Address, stored.UserName));
        Assert.NotNull(stored.AgreedAt);
        Assert.Equal(1, await database.JobRuns.CountAsync(
            job => job.Kind == JobKinds.Contacts && job.OwnerId == stored.OwnerId && job.State == JobState.Queued, Token));
        Assert.Equal("other", app.Services.GetRequiredService<SecretBox>().TryOpen(
            stored.Password!, AddressBookRequests.PurposeOf(stored.Id)));
    }

    [Fact]
    public async Task Suggestions_AreListedSurestFirst_AndAnswered()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        var (contact, _) = await AddContactAsync(user, "Anna", PortraitState.Usable);
        var (unnamed, other) = (await library.AddPersonAsync(), await library.AddPersonAsync());
        var sure = new ContactSuggestion { ContactId = contact, PersonId = unnamed.Id, Similarity = 0.5f };
        var unsure = new ContactSuggestion { ContactId = contact, PersonId = other.Id, Similarity = 0.4f };
        await library.SaveAsync(sure, unsure);
        using var client = await app.WithTokenAsync(user);

        var asked = await client.AllIdsAsync("/api/contacts/suggestions?limit=1");
        using var yes = await client.PostAsync($"/api/contacts/suggestions/{sure.Id}/accept", null, Token);
        using var no = await client.PostAsync($"/api/contacts/suggestions/{unsure.Id}/refuse", null, Token);
        using var again = await client.PostAsync($"/api/contacts/suggestions/{sure.Id}/accept", null, Token);
        using var unlinked = await client.DeleteAsync($"/api/contacts/{contact}/person", Token);
        using var off = await client.PutAsJsonAsync($"/api/contacts/{contact}/matching", new { isMatched = false }, Token);

        Assert.Equal([sure.Id.ToString(), unsure.Id.ToString()], asked);
        Assert.NotEqual(JsonValueKind.Null, (await yes.ReadAsync()).GetProperty("actId").ValueKind);
        Assert.Equal(HttpStatusCode.NoContent, no.StatusCode);
        await again.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (unlinked.StatusCode, off.StatusCode));
        await using var database = app.Open();
        Assert.Equal("Anna", (await database.People.SingleAsync(row => row.Id == unnamed.Id, Token)).Name);
        Assert.Empty((await client.GetJsonAsync("/api/contacts/suggestions")).GetProperty("items").EnumerateArray());
        Assert.False((await database.Contacts.SingleAsync(row => row.Id == contact, Token)).IsMatched);
    }

    private async Task<(Guid Contact, Guid Portrait)> AddContactAsync(TestUser user, string name, PortraitState state)
    {
        await using var database = app.Open();
        var source = new ContactSource { OwnerId = user.Id, Kind = ContactSourceKind.File, Name = name };
        var contact = new Contact
        {
            OwnerId = user.Id, SourceId = source.Id, Key = name, Name = name, ContentHash = [], Answer = ContactAnswer.Agreed,
            State = state == PortraitState.Usable ? ContactState.Ready : ContactState.NeedsAnswer,
        };
        var portrait = new ContactPortrait { ContactId = contact.Id, Place = 0, ContentHash = [], State = state, Image = [1, 2, 3] };
        database.AddRange(source, contact, portrait);
        database.AddRange(Enumerable.Range(0, 2).Select(number => new ContactPortraitFace
        {
            PortraitId = portrait.Id, Number = (short)number, X = 0.1f, Y = 0.1f, Width = 0.2f, Height = 0.2f, Quality = 0.9f, Embedding = new byte[8],
        }));
        await database.SaveChangesAsync(Token);
        return (contact.Id, portrait.Id);
    }
}
