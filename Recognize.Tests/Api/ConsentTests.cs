using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Portraits;

namespace Recognize.Tests.Api;

public sealed class ConsentTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Consent_IsAnsweredInASession_ToTheTextThatWasShown_AndAllAnswersCanBeRead()
    {
        var user = await app.AddUserAsync();
        using var session = await app.SignInAsync(user);
        using var token = await app.WithTokenAsync(user);

        var asked = await token.GetJsonAsync("/api/consent");
        using var byToken = await token.PutAsJsonAsync("/api/consent", Yes(asked), Token);
        using var unread = await session.PutAsJsonAsync("/api/consent", new { given = true }, Token);
        using var outdated = await session.PutAsJsonAsync("/api/consent", new { given = true, textVersion = "1" }, Token);
        using var yes = await session.PutAsJsonAsync("/api/consent", Yes(asked), Token);
        using var no = await session.PutAsJsonAsync("/api/consent", new { given = false }, Token);
        var first = await token.GetJsonAsync("/api/consent/history?limit=1");
        var rest = await token.GetJsonAsync($"/api/consent/history?limit=1&cursor={Uri.EscapeDataString(first.GetProperty("next").GetString()!)}");

        Assert.Equal("unanswered", State(asked));
        Assert.Equal(FaceConsentText.Current.Text, asked.GetProperty("text").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, byToken.StatusCode);
        await unread.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-consent");
        await outdated.ShouldBeProblemAsync(HttpStatusCode.Conflict, "text-changed");
        Assert.Equal("given", State(await yes.ReadAsync()));
        Assert.Equal("declined", State(await no.ReadAsync()));
        Assert.False(Assert.Single(Items(first)).GetProperty("given").GetBoolean());
        var earlier = Assert.Single(Items(rest));
        Assert.True(earlier.GetProperty("given").GetBoolean());
        Assert.Equal($"{user.Name} by the API", earlier.GetProperty("by").GetString());
        Assert.Equal(FaceConsentText.Current.Version, earlier.GetProperty("textVersion").GetString());
    }

    [Fact]
    public async Task Approval_IsAskedForGivenAndTakenBack_AndTheUserSeesWhy()
    {
        var (user, boss) = (await app.AddUserAsync(), await app.AddUserAsync(isAdmin: true));
        using var session = await app.SignInAsync(user);
        using var admin = await app.WithTokenAsync(boss);
        using var token = await app.WithTokenAsync(user);
        try
        {
            using var required = await admin.PutAsJsonAsync("/api/consent/approval", new { required = true }, Token);
            using var asked = await session.PutAsJsonAsync("/api/consent", Yes(await token.GetJsonAsync("/api/consent")), Token);
            using var byUser = await token.PostAsJsonAsync($"/api/users/{user.Id}/faces", new { decision = "approve" }, Token);
            var waiting = await admin.GetJsonAsync("/api/consent/approval");
            using var approved = await admin.PostAsJsonAsync($"/api/users/{user.Id}/faces", new { decision = "approve" }, Token);
            var given = await token.GetJsonAsync("/api/consent");
            using var withdrawn = await admin.PostAsJsonAsync($"/api/users/{user.Id}/faces", new { decision = "withdraw", reason = "Too slow" }, Token);
            using var twice = await admin.PostAsJsonAsync($"/api/users/{user.Id}/faces", new { decision = "withdraw" }, Token);
            var after = await token.GetJsonAsync("/api/consent");
            var audit = await token.GetJsonAsync("/api/audit?action=approval");

            Assert.Equal(HttpStatusCode.OK, required.StatusCode);
            Assert.Equal("waitsForApproval", State(await asked.ReadAsync()));
            await byUser.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "admins-only");
            Assert.True(waiting.GetProperty("required").GetBoolean());
            Assert.Contains(
                waiting.GetProperty("users").EnumerateArray(),
                entry => entry.GetProperty("userName").GetString() == user.Name && State(entry) == "waitsForApproval");
            Assert.Equal(HttpStatusCode.NoContent, approved.StatusCode);
            Assert.Equal("given", State(given));
            Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
            await twice.ShouldBeProblemAsync(HttpStatusCode.Conflict, "nothing-to-decide");
            Assert.Equal(("approvalWithdrawn", "Too slow"), (State(after), after.GetProperty("reason").GetString()));
            Assert.Equal(
                ["approval.withdrawn", "approval.given"], Items(audit).Select(entry => entry.GetProperty("action").GetString()));
        }
        finally
        {
            await app.Get<FaceApproval>().DropAsync("a test", Token);
        }
        using var unneeded = await admin.PostAsJsonAsync($"/api/users/{user.Id}/faces", new { decision = "approve" }, Token);
        await unneeded.ShouldBeProblemAsync(HttpStatusCode.Conflict, "no-approval");
    }

    [Fact]
    public async Task Contacts_AreAnsweredFor_OneByOneTogetherAndBySource()
    {
        var user = await app.AddUserAsync();
        var (anna, source) = await AddContactAsync(user, "Anna");
        var (berta, _) = await AddContactAsync(user, "Berta", source);
        using var client = await app.WithTokenAsync(user);
        using var reader = await app.WithTokenAsync(user, TokenScopes.PeopleRead);

        var asked = await client.GetJsonAsync("/api/contacts/consent");
        var waiting = await client.GetJsonAsync("/api/contacts?state=needsConsent");
        using var unscoped = await reader.PutAsJsonAsync($"/api/contacts/{anna}/consent", new { answer = "agreed" }, Token);
        using var one = await client.PutAsJsonAsync($"/api/contacts/{anna}/consent", new { answer = "agreed" }, Token);
        using var neither = await client.PostAsJsonAsync("/api/contacts/consent", new { answer = "agreed" }, Token);
        using var foreign = await client.PostAsJsonAsync(
            "/api/contacts/consent", new { answer = "agreed", contactIds = new[] { berta, Guid.NewGuid() } }, Token);
        var between = await client.GetJsonAsync("/api/contacts/sources");
        using var everybody = await client.PutAsJsonAsync($"/api/contacts/sources/{source}/consent", new { hasAgreed = true }, Token);
        using var taken = await client.PostAsJsonAsync("/api/contacts/consent", new { answer = "refused", sourceId = source }, Token);
        var history = await client.GetJsonAsync($"/api/contacts/{berta}/consents");
        var listed = await client.GetJsonAsync("/api/contacts?state=refused");

        Assert.Equal((2, ContactConsentText.Text), (asked.GetProperty("unanswered").GetInt32(), asked.GetProperty("text").GetString()));
        Assert.Equal([anna.ToString(), berta.ToString()], waiting.Ids());
        Assert.Equal(HttpStatusCode.Forbidden, unscoped.StatusCode);
        Assert.Equal(1, (await one.ReadAsync()).GetProperty("contacts").GetInt32());
        await neither.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-selection");
        await foreign.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        Assert.Equal(1, Assert.Single(between.EnumerateArray()).GetProperty("unanswered").GetInt32());
        Assert.Equal(1, (await everybody.ReadAsync()).GetProperty("contacts").GetInt32());
        Assert.Equal(2, (await taken.ReadAsync()).GetProperty("contacts").GetInt32());
        Assert.Equal(
            [("refused", false), ("agreed", true)],
            Items(history).Select(entry => (entry.GetProperty("answer").GetString()!, entry.GetProperty("isSourceAnswer").GetBoolean())));
        Assert.Equal([anna.ToString(), berta.ToString()], listed.Ids());
        Assert.All(Items(listed), contact => Assert.Equal("refused", contact.GetProperty("answer").GetString()));
    }

    [Fact]
    public async Task Import_TakesTheWordForEverybody_WhenItIsGiven()
    {
        var user = await app.AddUserAsync();
        using var client = await app.WithTokenAsync(user);
        using var asked = await client.PostAsync("/api/contacts/import?name=a.vcf", Cards(), Token);
        using var agreed = await client.PostAsync("/api/contacts/import?name=b.vcf&agreed=true", Cards(), Token);

        var sources = await client.GetJsonAsync("/api/contacts/sources");

        Assert.Equal(
            [JsonValueKind.Null, JsonValueKind.String],
            sources.EnumerateArray().Select(source => source.GetProperty("everybodyAgreedAt").ValueKind));

        static StringContent Cards() => new("BEGIN:VCARD\nFN:Anna\nEND:VCARD\n", Encoding.UTF8, "text/vcard");
    }

    private static object Yes(JsonElement asked) => new { given = true, textVersion = asked.GetProperty("textVersion").GetString() };

    private static string State(JsonElement status) => status.GetProperty("state").GetString()!;

    private static JsonElement.ArrayEnumerator Items(JsonElement page) => page.GetProperty("items").EnumerateArray();

    private async Task<(Guid Contact, Guid Source)> AddContactAsync(TestUser user, string name, Guid? known = null)
    {
        await using var database = app.Open();
        var source = new ContactSource { OwnerId = user.Id, Kind = ContactSourceKind.File, Name = name };
        if (known is null)
            database.Add(source);
        var contact = new Contact
        {
            OwnerId = user.Id, SourceId = known ?? source.Id, Key = name, Name = name, ContentHash = [], State = ContactState.NeedsConsent,
        };
        database.AddRange(contact, new ContactPortrait
        {
            ContactId = contact.Id, Place = 0, ContentHash = [], State = PortraitState.Waiting, Image = [1, 2, 3],
        });
        await database.SaveChangesAsync(Token);
        return (contact.Id, contact.SourceId);
    }
}
