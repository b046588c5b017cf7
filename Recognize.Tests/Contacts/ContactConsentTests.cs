using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Auditing;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.People.Acts;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;
using Recognize.Worker.Contacts;

namespace Recognize.Tests.Contacts;

/// <summary>Answers for contacts: what each leaves of vectors, questions, people, and what survives the next import.</summary>
public sealed class ContactConsentTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly ContactAnswerer Anna = new("anna in a test", "anna");

    private TestInstallation _installation = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Guid Owner => _installation.Owner.Id;

    private ContactConsentLedger Consents => _installation.Get<ContactConsentLedger>();

    public async ValueTask InitializeAsync() => _installation = await TestInstallation.CreateAsync(postgres);

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Import_AsksForEachContact_ThatHasAPhoto()
    {
        await ImportAsync(Card("1", "Berta", Photo), Card("2", "Clara"));

        Assert.Equal(1, await Consents.CountUnansweredAsync(Owner, null, Token));
        Assert.Equal(1, await Consents.CountUnansweredAsync(Owner, await SourceAsync(), Token));
        Assert.All(await ContactsAsync(), contact => Assert.Equal(ContactAnswer.Unanswered, contact.Answer));
        Assert.Equal(ContactStates.NeedsConsent, await _installation.ScalarAsync<string>("SELECT reason FROM contact_portraits"));
    }

    [Fact]
    public async Task Agreed_LetsThePortraitBeLookedAt_AndIsKeptWithWhoWhenAndWhichText()
    {
        await ImportAsync(Card("1", "Berta", Photo));

        var done = await AnswerAsync(ContactAnswer.Agreed, await ContactAsync("Berta"));
        var twice = await AnswerAsync(ContactAnswer.Agreed, await ContactAsync("Berta"));

        Assert.Equal((1, 0), (done.Contacts, twice.Contacts));
        var contact = Assert.Single(await ContactsAsync());
        Assert.Equal((ContactAnswer.Agreed, ContactState.Waiting), (contact.Answer, contact.State));
        await using var database = _installation.Open();
        var kept = await database.ContactConsents.SingleAsync(Token);
        Assert.Equal(
            (ContactAnswer.Agreed, ContactConsentText.Version, "anna in a test", false),
            (kept.Answer, kept.TextVersion, kept.AnsweredBy, kept.IsSourceAnswer));
        var noted = await database.AuditEntries.Where(entry => entry.Action == AuditActions.ContactsAnswered).ToListAsync(Token);
        Assert.Equal(2, noted.Count);
        Assert.All(noted, entry => Assert.DoesNotContain("Berta", entry.Summary + entry.Detail, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ContactAnswer.Refused, ContactState.Refused)]
    [InlineData(ContactAnswer.Unanswered, ContactState.NeedsConsent)]
    public async Task TakenBack_ErasesVectorsAndQuestions_ButNoName(ContactAnswer answer, ContactState expected)
    {
        await ImportAsync(Card("1", "Berta", Photo), Card("2", "Clara", Photo));
        await AnswerAsync(ContactAnswer.Agreed, [.. (await ContactsAsync()).Select(contact => contact.Id)]);
        await DescribeAsync();
        var person = await NameByAsync("Berta");
        var (berta, clara) = (await ContactAsync("Berta"), await ContactAsync("Clara"));
        await AskAsync(berta, person, isRefused: false);
        await AskAsync(clara, person, isRefused: false);
        await AskAsync(berta, await PersonAsync("Somebody else"), isRefused: true);

        var done = await AnswerAsync(answer, berta);

        Assert.Equal(new ContactConsentSummary(Contacts: 1, Portraits: 1, Questions: 1), done);
        Assert.Equal(
            [clara],
            await ListAsync("SELECT p.contact_id FROM contact_portrait_faces f JOIN contact_portraits p ON p.id = f.portrait_id"));
        Assert.Equal([clara], await ListAsync("SELECT contact_id FROM contact_suggestions WHERE NOT is_refused"));
        Assert.Equal(1, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_suggestions WHERE is_refused"));
        Assert.Equal("Berta", await _installation.ScalarAsync<string>($"SELECT name FROM people WHERE id = '{person}'"));
        Assert.Equal(1, await _installation.ScalarAsync<int>($"SELECT count(*) FROM contact_people WHERE person_id = '{person}'"));
        var contact = (await ContactsAsync())[0];
        Assert.Equal((answer, expected), (contact.Answer, contact.State));
        Assert.Equal(
            (int)PortraitState.Waiting,
            await _installation.ScalarAsync<int>($"SELECT state FROM contact_portraits WHERE contact_id = '{berta}' AND pack_version IS NULL AND chosen_face IS NULL"));
        Assert.NotEmpty(await _installation.ScalarAsync<byte[]>($"SELECT image FROM contact_portraits WHERE contact_id = '{berta}'"));
    }

    [Fact]
    public async Task Agreed_ForAll_LeavesThoseAlone_WhoRefused()
    {
        await ImportAsync(Card("1", "Berta", Photo), Card("2", "Clara", Photo), Card("3", "Dora"));
        await AnswerAsync(ContactAnswer.Refused, await ContactAsync("Berta"));

        var done = await Consents.AnswerAsync(Owner, new(null, null), ContactAnswer.Agreed, Anna, Token);

        Assert.Equal(2, done.Contacts);
        Assert.Equal(
            [ContactAnswer.Refused, ContactAnswer.Agreed, ContactAnswer.Agreed], (await ContactsAsync()).Select(contact => contact.Answer));
    }

    [Fact]
    public async Task Answers_AreRefusedAsAWhole_ForContactsAndSourcesOfOthers()
    {
        await ImportAsync(Card("1", "Berta", Photo));
        var (contact, source, stranger) = (await ContactAsync("Berta"), await SourceAsync(), Guid.NewGuid());

        foreach (var act in new Func<Task>[]
        {
            () => Consents.AnswerAsync(stranger, ContactSelection.Of(contact), ContactAnswer.Agreed, Anna, Token),
            () => Consents.AnswerAsync(Owner, ContactSelection.Of(contact, stranger), ContactAnswer.Agreed, Anna, Token),
            () => Consents.AnswerAsync(stranger, new(null, source), ContactAnswer.Agreed, Anna, Token),
            () => Consents.AnswerSourceAsync(stranger, source, true, Anna, Token),
        })
            Assert.Equal(ActRefusal.NotFound, (await Assert.ThrowsAsync<ActRefusedException>(act)).Refusal);

        Assert.Equal(ContactAnswer.Unanswered, Assert.Single(await ContactsAsync()).Answer);
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_consents"));
    }

    [Fact]
    public async Task Answers_SurviveChangeAndReturn_AndARefusalASourceThatAgreed()
    {
        await ImportAsync(Card("1", "Berta", Photo), Card("2", "Clara", Photo));
        await AnswerAsync(ContactAnswer.Agreed, await ContactAsync("Berta"));
        await AnswerAsync(ContactAnswer.Refused, await ContactAsync("Clara"));
        await Consents.AnswerSourceAsync(Owner, await SourceAsync(), hasAgreed: true, Anna, Token);

        await ImportAsync(Card("1", "Berta Zimmer", Photo), Card("2", "Clara Zimmer", Photo));
        await ImportAsync(Card("9", "Dora"));
        await ImportAsync(Card("1", "Berta", Photo), Card("2", "Clara", Photo), Card("9", "Dora"));

        Assert.Equal(
            [(ContactAnswer.Agreed, false), (ContactAnswer.Refused, false), (ContactAnswer.Agreed, true)],
            (await ContactsAsync()).Select(contact => (contact.Answer, contact.IsSourceAnswer)));
        Assert.Equal(
            [ContactState.Waiting, ContactState.Refused, ContactState.NoPortrait], (await ContactsAsync()).Select(contact => contact.State));
    }

    [Fact]
    public async Task Source_ThatAgreed_AnswersForThoseAddedLater_UntilItIsTakenBack()
    {
        await ImportAsync(Card("1", "Berta", Photo), Card("2", "Clara", Photo));
        await AnswerAsync(ContactAnswer.Agreed, await ContactAsync("Clara"));
        var source = await SourceAsync();
        await Consents.AnswerSourceAsync(Owner, source, hasAgreed: true, Anna, Token);
        await ImportAsync(Card("1", "Berta", Photo), Card("2", "Clara", Photo), Card("3", "Dora", Photo));
        var agreed = (await ContactsAsync()).Select(contact => contact.Answer).ToList();
        await DescribeAsync();

        var done = await Consents.AnswerSourceAsync(Owner, source, hasAgreed: false, Anna, Token);
        await ImportAsync(Card("1", "Berta", Photo), Card("2", "Clara", Photo), Card("3", "Dora", Photo), Card("4", "Emma", Photo));

        Assert.Equal([ContactAnswer.Agreed, ContactAnswer.Agreed, ContactAnswer.Agreed], agreed);
        Assert.Equal(new ContactConsentSummary(Contacts: 2, Portraits: 2, Questions: 0), done);
        Assert.Equal(
            [ContactAnswer.Unanswered, ContactAnswer.Agreed, ContactAnswer.Unanswered, ContactAnswer.Unanswered],
            (await ContactsAsync()).Select(contact => contact.Answer));
        Assert.Equal(1, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_portrait_faces"));
    }

    [Fact]
    public async Task Refusal_OfAWholeSource_HoldsForThoseWhoComeBack()
    {
        await ImportAsync(Card("1", "Berta", Photo), Card("2", "Clara"));
        await AnswerAsync(ContactAnswer.Agreed, await ContactAsync("Berta"));
        await ImportAsync(Card("2", "Clara"));

        await Consents.AnswerAsync(Owner, new(null, await SourceAsync()), ContactAnswer.Refused, Anna, Token);
        await ImportAsync(Card("1", "Berta", Photo), Card("2", "Clara"));

        Assert.All(await ContactsAsync(), contact => Assert.Equal(ContactAnswer.Refused, contact.Answer));
    }

    [Fact]
    public async Task TheDatabase_RefusesAVector_OfWhoHasNotAgreed()
    {
        await ImportAsync(Card("1", "Berta", Photo));

        var refused = await Assert.ThrowsAsync<PostgresException>(DescribeAsync);

        Assert.Equal(PostgresErrorCodes.CheckViolation, refused.SqlState);
        await AnswerAsync(ContactAnswer.Agreed, await ContactAsync("Berta"));
        await DescribeAsync();
    }

    [Fact]
    public async Task Refusal_WaitsForTheVectorThatIsBeingStored_AndTakesItAway()
    {
        await ImportAsync(Card("1", "Berta", Photo));
        await AnswerAsync(ContactAnswer.Agreed, await ContactAsync("Berta"));
        await using var storing = await _installation.Database.OpenConnectionAsync(Token);
        await using var store = await storing.BeginTransactionAsync(Token);
        await storing.ExecuteAsync(DescribeSql, Token);

        var refusing = AnswerAsync(ContactAnswer.Refused, await ContactAsync("Berta"));
        await storing.UntilBlockedAsync(1, Token);
        await store.CommitAsync(Token);

        Assert.Equal(1, (await refusing).Portraits);
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_portrait_faces"));
    }

    private const string DescribeSql =
        """
        INSERT INTO contact_portrait_faces (portrait_id, number, x, y, width, height, quality, embedding)
        SELECT id, 0, 0, 0, 1, 1, 0.9, '\x00' FROM contact_portraits
        """;

    private static string Photo => $"PHOTO;ENCODING=b:{ContactImportTests.Png}";

    private static string Card(string uid, string name, params string[] lines) =>
        $"BEGIN:VCARD\nVERSION:3.0\nUID:{uid}\nFN:{name}\n{string.Concat(lines.Select(line => line + "\n"))}END:VCARD\n";

    private Task<ContactImportSummary> ImportAsync(params string[] cards) => _installation.Get<ContactImport>().ImportFileAsync(
        Owner, "phone.vcf", () => new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(cards))), Token);

    private Task<ContactConsentSummary> AnswerAsync(ContactAnswer answer, params Guid[] contacts) =>
        Consents.AnswerAsync(Owner, ContactSelection.Of(contacts), answer, Anna, Token);

    /// <summary>As if a worker had looked at all portraits.</summary>
    private Task DescribeAsync() => _installation.ExecuteAsync(
        $"{DescribeSql}; UPDATE contact_portraits SET state = 1, reason = NULL, pack_version = 'faces-1', chosen_face = 0");

    private async Task<Guid> PersonAsync(string name)
    {
        var person = Guid.CreateVersion7();
        await _installation.ExecuteAsync(
            $"INSERT INTO people (id, owner_id, name, is_hidden, created_at) VALUES ('{person}', '{Owner}', '{name}', false, now())");
        return person;
    }

    private async Task<Guid> NameByAsync(string contact)
    {
        var person = await PersonAsync(contact);
        await _installation.ExecuteAsync(
            $"INSERT INTO contact_people (contact_id, person_id, linked_at) VALUES ('{await ContactAsync(contact)}', '{person}', now())");
        return person;
    }

    private Task AskAsync(Guid contact, Guid person, bool isRefused) => _installation.ExecuteAsync(
        $"INSERT INTO contact_suggestions VALUES (gen_random_uuid(), '{contact}', '{person}', NULL, 0.5, {isRefused}, now())");

    private Task<Guid> ContactAsync(string name) =>
        _installation.ScalarAsync<Guid>($"SELECT id FROM contacts WHERE name = '{name}'");

    private Task<Guid> SourceAsync() => _installation.ScalarAsync<Guid>("SELECT id FROM contact_sources");

    private async Task<List<Guid>> ListAsync(string sql)
    {
        await using var connection = await _installation.Database.OpenConnectionAsync(Token);
        return await connection.ReadAsync(sql, row => row.GetGuid(0), Token);
    }

    private async Task<List<Contact>> ContactsAsync()
    {
        await using var database = _installation.Open();
        return await database.Contacts.Where(contact => contact.RemovedAt == null).OrderBy(contact => contact.Name).ToListAsync(Token);
    }
}
