using System.Net;
using System.Text;
using Npgsql;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.Sealing;

namespace Recognize.Tests.Api;

/// <summary>What users see of sealed data, and without the key.</summary>
public sealed class FaceKeyTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithoutTheKey_NamesAreShown_AndTheRestSaysWhy()
    {
        var user = await app.AddUserAsync();
        var library = await app.AddLibraryAsync(user);
        await library.AddPersonAsync("Anna");
        byte[] picture = [.. "RIFF"u8, 1, 2, 3];
        var portrait = await AddPortraitAsync(user.Id, picture);
        await using (var connection = await app.Get<NpgsqlDataSource>().OpenConnectionAsync(Token))
            Assert.True(await SealingSwitch.TryTurnOnAsync(connection, Token));
        Assert.Equal(1, await app.Get<Resealing>().RunAsync(user.Id, _ => { }, Token));
        var key = app.Get<MasterKeyFile>().FilePath;
        using var client = await app.WithTokenAsync(user);

        var shown = await client.GetByteArrayAsync($"/api/contacts/portraits/{portrait}/image", Token);
        File.Move(key, key + ".away");
        var people = await client.GetJsonAsync("/api/people");
        var jobs = await client.GetJsonAsync("/api/jobs");
        using var refused = await client.GetAsync($"/api/contacts/portraits/{portrait}/image", Token);
        using var import = await client.PostAsync(
            "/api/contacts/import?name=a.vcf", new StringContent("BEGIN:VCARD\nEND:VCARD", Encoding.UTF8, "text/vcard"), Token);
        var text = await refused.Content.ReadAsStringAsync(Token);

        Assert.StartsWith(app.Home, key, StringComparison.Ordinal);
        Assert.Equal(picture, shown);
        Assert.Equal("Anna", people.GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal(KeysUnavailableException.ForUsers, jobs.GetProperty("notice").GetString());
        await refused.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "face-key-missing");
        await import.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "face-key-missing");
        Assert.DoesNotContain(app.Home, text, StringComparison.Ordinal);
        Assert.False(File.Exists(key));
    }

    private async Task<Guid> AddPortraitAsync(Guid owner, byte[] picture)
    {
        await using var database = app.Open();
        var source = new ContactSource { OwnerId = owner, Kind = ContactSourceKind.File, Name = "cards" };
        var contact = new Contact { OwnerId = owner, SourceId = source.Id, Key = "a", Name = "Anna", ContentHash = [1] };
        var portrait = new ContactPortrait
        {
            ContactId = contact.Id, Place = 0, ContentHash = [1], Image = picture, State = PortraitState.Waiting,
        };
        database.AddRange(source, contact, portrait);
        await database.SaveChangesAsync(Token);
        return portrait.Id;
    }
}
