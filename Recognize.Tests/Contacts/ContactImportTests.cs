using System.Text;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.People.Acts;
using Recognize.Tests.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Contacts;

namespace Recognize.Tests.Contacts;

public sealed class ContactImportTests(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>One grey pixel.</summary>
    public const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private TestInstallation _installation = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _installation = await TestInstallation.CreateAsync(postgres);

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Import_TakesNamesOnly_WhileNobodyHasAgreed()
    {
        var done = await ImportAsync(Card("1", "Anna", $"PHOTO;ENCODING=b:{Png}"), Card("2", "Berta"), "BEGIN:VCARD\nFN:Broken\n");
        var looked = await _installation.Get<PortraitWork>().RunAsync(_installation.Owner.Id, Token);

        Assert.Equal(
            new ContactImportSummary(Contacts: 3, Added: 3, Changed: 0, Removed: 0, Unreadable: 1, Skipped: 0) { Problem = done.Problem },
            done);
        Assert.Equal(0, looked);
        var contacts = await ContactsAsync();
        Assert.Equal(["Anna", "Berta", "Broken"], contacts.Select(contact => contact.Name));
        Assert.Equal([ContactState.NeedsConsent, ContactState.NoPortrait, ContactState.Unreadable], contacts.Select(contact => contact.State));
        Assert.Equal("The contact has no photo.", contacts[1].Reason);
        Assert.Contains("no end", contacts[2].Reason, StringComparison.Ordinal);
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_portrait_faces"));
    }

    [Fact]
    public async Task Import_ComparesAFileOfTheSameName_AndKeepsWhatItsOwnerSaid()
    {
        await ImportAsync(Card("1", "Anna", $"PHOTO;ENCODING=b:{Png}"), Card("2", "Berta"), Card("3", "Clara"));
        await _installation.ExecuteAsync("UPDATE contact_portraits SET state = 6");

        var same = await ImportAsync(Card("1", "Anna", $"PHOTO;ENCODING=b:{Png}"), Card("2", "Berta"), Card("3", "Clara"));
        var changed = await ImportAsync(Card("1", "Anna Berg", $"PHOTO;ENCODING=b:{Png}"), Card("3", "Clara"), Card("4", "Dora"));

        Assert.Equal((3, 0, 0, 0), (same.Contacts, same.Added, same.Changed, same.Removed));
        Assert.Equal((3, 1, 1, 1), (changed.Contacts, changed.Added, changed.Changed, changed.Removed));
        var contacts = await ContactsAsync();
        Assert.Equal(["Anna Berg", "Berta", "Clara", "Dora"], contacts.Select(contact => contact.Name));
        Assert.NotNull(contacts[1].RemovedAt);
        Assert.Equal((int)PortraitState.Dismissed, await _installation.ScalarAsync<int>("SELECT state FROM contact_portraits"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Sign in</html>")]
    [InlineData($"BEGIN:VCARD\nVERSION:3.0\nUID:1\nFN:Anna\nPHOTO;ENCODING=b:{Png}\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nUID:2\nFN:Ber")]
    public async Task Import_TakesNobodyAway_WhenTheFileBreaksOff(string broken)
    {
        await ImportAsync(Card("1", "Anna", $"PHOTO;ENCODING=b:{Png}"), Card("2", "Berta", $"PHOTO;ENCODING=b:{Png}"));
        await _installation.ExecuteAsync("UPDATE contact_portraits SET state = 6");

        var done = await ImportAsync(broken);

        Assert.Equal((0, 1), (done.Removed, done.Unreadable));
        Assert.Contains("breaks off", done.Problem, StringComparison.Ordinal);
        Assert.Equal(done.Problem, await _installation.ScalarAsync<string>("SELECT problem FROM contact_sources"));
        Assert.All(
            (await ContactsAsync()).Where(contact => contact.Name is "Anna" or "Berta"), contact => Assert.Null(contact.RemovedAt));
        await ImportAsync(Card("1", "Anna", $"PHOTO;ENCODING=b:{Png}"), Card("2", "Berta", $"PHOTO;ENCODING=b:{Png}"));
        Assert.Equal(1, await _installation.ScalarAsync<int>(
            "SELECT count(*) FROM contact_portraits p JOIN contacts c ON c.id = p.contact_id WHERE c.name = 'Anna' AND p.state = 6"));
        Assert.Equal(2, (await ContactsAsync()).Count(contact => contact.RemovedAt is null));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_sources WHERE problem IS NOT NULL"));
    }

    [Fact]
    public async Task Import_TakesNobodyAway_WhenTheFolderIsEmpty()
    {
        using var folder = new MediaFolder();
        Directory.CreateDirectory(folder["contacts/Anna"]);
        folder.Write("contacts/Anna/a.png", Convert.FromBase64String(Png));
        var path = folder["contacts"];
        await _installation.Get<ContactImport>().ImportFolderAsync(_installation.Owner.Id, path, Token);

        // As the place of a disk that is not there.
        Directory.Delete(folder["contacts/Anna"], recursive: true);
        var done = await _installation.Get<ContactImport>().ImportFolderAsync(_installation.Owner.Id, path, Token);

        Assert.Equal((0, 0), (done.Contacts, done.Removed));
        Assert.Contains("empty", done.Problem, StringComparison.Ordinal);
        Assert.Null(Assert.Single(await ContactsAsync()).RemovedAt);
    }

    [Fact]
    public async Task Import_OfACardWithoutAPersonInIt_NeverTakesThePersonAway()
    {
        await ImportAsync(Card("1", "Anna"));
        var person = Guid.CreateVersion7();
        await _installation.ExecuteAsync(
            $"""
            INSERT INTO people (id, owner_id, name, is_hidden, created_at) VALUES ('{person}', '{_installation.Owner.Id}', 'Anna', false, now());
            INSERT INTO contact_people (contact_id, person_id, linked_at) SELECT id, '{person}', now() FROM contacts;
            """);

        await ImportAsync(Card("2", "Somebody else"));
        await _installation.ExecuteAsync("DELETE FROM contact_sources");

        Assert.Equal("Anna", await _installation.ScalarAsync<string>($"SELECT name FROM people WHERE id = '{person}'"));
    }

    [Fact]
    public async Task Work_ReadsAFileThatWasHandedOver_InParts()
    {
        var owner = _installation.Owner.Id;
        var text = Card("1", "Anna", $"PHOTO;ENCODING=b:{Png}") + Card("2", "Berta");
        var parts = Encoding.UTF8.GetBytes(text).Chunk(100).Select(part => Convert.ToHexString(part)).ToList();
        var (source, upload) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await _installation.ExecuteAsync(
            $"""
            INSERT INTO contact_sources (id, owner_id, kind, name, created_at) VALUES ('{source}', '{owner}', 0, 'phone.vcf', now());
            INSERT INTO contact_uploads (id, source_id, size_bytes, created_at) VALUES ('{upload}', '{source}', {text.Length}, now());
            {string.Join('\n', parts.Select((part, number) => $"INSERT INTO contact_upload_parts VALUES ('{upload}', {number}, decode('{part}', 'hex'));"))}
            """);
        var work = _installation.Get<ContactWork>();

        var isDue = await work.IsDueAsync(owner, Token);
        var done = await work.RunAsync(owner, Token);

        Assert.True(isDue);
        Assert.Equal([owner], await work.OwnersAsync(Token));
        Assert.Equal(1, done!.Sources);
        Assert.Equal(["Anna", "Berta"], (await ContactsAsync()).Select(contact => contact.Name));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_uploads"));
        Assert.False(await work.IsDueAsync(owner, Token));
        Assert.Null(await work.RunAsync(owner, Token));
    }

    [Fact]
    public async Task Answers_AreRefused_ForContactsOfSomebodyElse()
    {
        await ImportAsync(Card("1", "Anna", $"PHOTO;ENCODING=b:{Png}"));
        var answers = _installation.Get<ContactAnswers>();
        var portrait = await _installation.ScalarAsync<Guid>("SELECT id FROM contact_portraits");
        var contact = await _installation.ScalarAsync<Guid>("SELECT id FROM contacts");
        var stranger = Guid.CreateVersion7();

        foreach (var act in new Func<Task>[]
        {
            () => answers.DismissAsync(stranger, portrait, Token), () => answers.PickAsync(stranger, portrait, null, Token),
            () => answers.SetMatchedAsync(stranger, contact, false, Token), () => answers.UnlinkAsync(stranger, contact, Token),
        })
            Assert.Equal(ActRefusal.NotFound, (await Assert.ThrowsAsync<ActRefusedException>(act)).Refusal);
        var notAgreed = await Assert.ThrowsAsync<ActRefusedException>(
            () => answers.PickAsync(_installation.Owner.Id, portrait, null, Token));
        Assert.Equal(ActRefusal.Contradiction, notAgreed.Refusal);
        await _installation.ExecuteAsync("UPDATE contacts SET answer = 1");
        var noFace = await Assert.ThrowsAsync<ActRefusedException>(
            () => answers.PickAsync(_installation.Owner.Id, portrait, null, Token));
        Assert.Equal(ActRefusal.Invalid, noFace.Refusal);
        await answers.DismissAsync(_installation.Owner.Id, portrait, Token);
        Assert.Equal(ContactState.NoPortrait, (await ContactsAsync())[0].State);
    }

    private Task<ContactImportSummary> ImportAsync(params string[] cards) => _installation.Get<ContactImport>().ImportFileAsync(
        _installation.Owner.Id, "phone.vcf", () => new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(cards))), Token);

    private static string Card(string uid, string name, params string[] lines) =>
        $"BEGIN:VCARD\nVERSION:3.0\nUID:{uid}\nFN:{name}\n{string.Concat(lines.Select(line => line + "\n"))}END:VCARD\n";

    private async Task<List<Contact>> ContactsAsync()
    {
        await using var database = _installation.Open();
        return await database.Contacts.OrderBy(contact => contact.Name).ToListAsync(Token);
    }
}
