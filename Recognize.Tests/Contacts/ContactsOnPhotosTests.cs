using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Portraits;
using Recognize.Tests.Support;
using Recognize.Worker.Contacts;

namespace Recognize.Tests.Contacts;

/// <summary>From a folder of portraits and a library of photos to named people, with the real models.</summary>
public sealed class ContactsOnPhotosTests(PostgresFixture postgres)
{
    private static ContactAnswerer Anna { get; } = new("anna in a test", "anna");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Contacts_NameThePeopleOnPhotos_WhoAgreed_AndAWithdrawnConsentTakesThePortraitsVectorsAway()
    {
        var data = SharedData.Require("data/faces-contacts");
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        var owner = installation.Owner.Id;
        foreach (var photo in Directory.GetFiles(Path.Combine(data, "test")))
            installation.Write(Path.GetFileName(photo), await File.ReadAllBytesAsync(photo, Token));
        var people = Directory.CreateDirectory(Path.Combine(installation.HomeFolder, "contacts")).FullName;
        foreach (var folder in Directory.GetDirectories(Path.Combine(data, "train")))
            Directory.CreateSymbolicLink(Path.Combine(people, Path.GetFileName(folder)), folder);
        Directory.CreateDirectory(Path.Combine(people, "two_at_once"));
        File.Copy(Path.Combine(data, "test", "obama_and_biden.jpg"), Path.Combine(people, "two_at_once", "photo.jpg"));
        await installation.Get<ContactImport>().ImportFolderAsync(owner, people, Token);
        await installation.AgreeToFacesAsync();

        var unasked = await installation.Get<PortraitWork>().RunAsync(owner, Token);
        var refused = await installation.ScalarAsync<Guid>("SELECT id FROM contacts WHERE name = 'biden'");
        var consents = installation.Get<ContactConsentLedger>();
        await consents.AnswerAsync(owner, ContactSelection.Of(refused), ContactAnswer.Refused, Anna, Token);
        var answered = await consents.AnswerAsync(owner, new(null, null), ContactAnswer.Agreed, Anna, Token);
        await installation.Get<PortraitWork>().RunAsync(owner, Token);
        await installation.IndexAsync(cancellationToken: Token);

        await using var database = installation.Open();
        var names = await database.People.Where(person => person.Name != null)
            .Select(person => person.Name).Order().ToListAsync(Token);
        Assert.Equal((0, 4), (unasked, answered.Contacts));
        Assert.Equal(["alex_lacamoire", "obama", "rose_leslie"], names);
        Assert.Equal(0, await installation.ScalarAsync<int>(
            "SELECT count(*) FROM contact_portrait_faces f JOIN contact_portraits p ON p.id = f.portrait_id JOIN contacts c ON c.id = p.contact_id WHERE c.answer <> 1"));
        var shown = await database.Faces
            .Join(database.People.Where(person => person.Name != null), face => face.PersonId, person => person.Id, (face, person) => new { face.MediaId, person.Name })
            .Join(database.Media, row => row.MediaId, media => media.Id, (row, media) => media.RelativePath + " " + row.Name)
            .ToListAsync(Token);
        Assert.Equal(
            [
                "alex_lacamoire1.jpg alex_lacamoire", "kit_with_rose.jpg rose_leslie", "obama1.jpg obama", "obama_and_biden.jpg obama",
            ],
            shown.Order(StringComparer.Ordinal));
        var unsure = await database.Contacts.SingleAsync(contact => contact.Name == "two_at_once", Token);
        Assert.Equal(ContactState.NeedsAnswer, unsure.State);
        Assert.Contains("faces: choose the one that is meant", unsure.Reason, StringComparison.Ordinal);

        await installation.Get<FaceConsentLedger>().RecordAsync(owner, false, "anna in a test", Token);
        await installation.Get<ContactWork>().RunAsync(owner, Token);

        Assert.Equal(0, await installation.ScalarAsync<int>("SELECT count(*) FROM contact_portrait_faces"));
        Assert.Equal(0, await installation.ScalarAsync<int>($"SELECT count(*) FROM contact_portraits WHERE state <> {(int)PortraitState.Waiting}"));
    }
}
