using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Matching;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;
using Recognize.Tests.Faces.Grouping;
using Recognize.Tests.People;
using Recognize.Tests.Support;
using Recognize.Worker.Contacts;
using Recognize.Worker.Grouping;

namespace Recognize.Tests.Contacts;

/// <summary>A contact whose portrait lies along axis 0, in a library of faces that are known vectors.</summary>
public sealed class MatchWriterTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private PeopleLibrary _library = null!;
    private Guid _contact;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MatchWriter Writer => _installation.Get<MatchWriter>();

    public async ValueTask InitializeAsync()
    {
        _installation = await TestInstallation.CreateAsync(postgres);
        _library = await PeopleLibrary.CreateAsync(_installation);
        _contact = await AddContactAsync("Anna", SyntheticFaces.Vector((0, 1)));
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task Match_NamesAGroupAndConfirmsLikeFaces_AndIsTakenBackForGood()
    {
        var faces = await FacesAsync(0.8, 0.7, 0.3);
        var person = await _library.AddPersonAsync(null, faces);
        var before = await _library.StateAsync();

        await MatchAsync();
        var (name, assigned) = (await NameAsync(person), await AssignedAsync(faces));
        var act = await _installation.ScalarAsync<Guid>("SELECT id FROM person_acts WHERE kind = 13");
        await _library.Acts.UndoAsync(_library.Owner, _library.Actor, act, Token);
        var undone = await _library.StateAsync();
        await MatchAsync();

        Assert.Equal("Anna", name);
        Assert.Equal([FaceAssignment.Contact, FaceAssignment.Contact, FaceAssignment.Cluster], assigned);
        Assert.Equal(before, undone);
        Assert.Equal(before, await _library.StateAsync());
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_people"));
    }

    [Fact]
    public async Task Match_MakesAPersonOfFacesOfNobody_OnceAndNotAgainAfterUndo()
    {
        await GroupedAsync(await FacesAsync(0.8, 0.7));

        await MatchAsync();
        await MatchAsync();
        var people = await _installation.ScalarAsync<int>("SELECT count(*) FROM people WHERE name = 'Anna'");
        var act = await _installation.ScalarAsync<Guid>("SELECT id FROM person_acts WHERE kind = 13");
        await _library.Acts.UndoAsync(_library.Owner, _library.Actor, act, Token);
        await GroupedAsync(await _installation.ScalarAsync<Guid[]>("SELECT array_agg(id) FROM faces"));
        await MatchAsync();

        Assert.Equal(1, people);
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task Match_FollowsItsFaces_WhenItsPersonGoesIntoAnother()
    {
        var faces = await FacesAsync(0.8, 0.7);
        var person = await _library.AddPersonAsync(null, faces);
        await MatchAsync();
        var other = await _library.AddPersonAsync("Grandma", []);
        await _installation.ExecuteAsync(
            $"UPDATE faces SET person_id = '{other}' WHERE person_id = '{person}'; DELETE FROM people WHERE id = '{person}'");

        await MatchAsync();

        Assert.Equal(other, await _installation.ScalarAsync<Guid>("SELECT person_id FROM contact_people"));
        Assert.Equal("Grandma", await NameAsync(other));
    }

    [Fact]
    public async Task Match_LeavesRejectedFacesAndOthersPeopleAlone()
    {
        var person = await _library.AddPersonAsync(null, await FacesAsync(0.8, 0.8));
        var rejected = (await FacesAsync(0.9))[0];
        await GroupedAsync([rejected]);
        await _installation.ExecuteAsync(
            $"INSERT INTO face_rejections (face_id, person_id, created_at) VALUES ('{rejected}', '{person}', now())");

        await MatchAsync();

        Assert.Equal("Anna", await NameAsync(person));
        Assert.Equal([FaceAssignment.None], await AssignedAsync([rejected]));
    }

    [Fact]
    public async Task Suggestion_IsAskedOnce_AndNeverAgainWhenRefused()
    {
        await GroupedAsync(await FacesAsync(0.5));
        await MatchAsync();
        await MatchAsync();
        var question = await _installation.ScalarAsync<Guid>("SELECT id FROM contact_suggestions");

        await _installation.Get<ContactAnswers>().RefuseAsync(_library.Owner, question, Token);
        await MatchAsync();

        Assert.Equal(1, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_suggestions WHERE is_refused"));
        Assert.Equal(1, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_suggestions"));
        await Assert.ThrowsAsync<ActRefusedException>(() =>
            _installation.Get<ContactAnswers>().AcceptAsync(_library.Owner, _library.Actor, question, Token));
    }

    [Fact]
    public async Task Suggestion_MakesPersonAndFaceTheContacts_WhenAccepted()
    {
        var answers = _installation.Get<ContactAnswers>();
        var person = await _library.AddPersonAsync(null, await FacesAsync(0.46, 0.46, 0.46));
        await MatchAsync();
        await answers.AcceptAsync(
            _library.Owner, _library.Actor, await _installation.ScalarAsync<Guid>("SELECT id FROM contact_suggestions"), Token);
        var face = await FacesAsync(0.5);
        await GroupedAsync(face);
        await MatchAsync();
        var done = await answers.AcceptAsync(
            _library.Owner, _library.Actor, await _installation.ScalarAsync<Guid>("SELECT id FROM contact_suggestions"), Token);

        Assert.Equal("Anna", await NameAsync(person));
        Assert.Equal(person, await _installation.ScalarAsync<Guid>($"SELECT person_id FROM faces WHERE id = '{face[0]}'"));
        Assert.Equal([FaceAssignment.User], await AssignedAsync(face));
        Assert.NotNull(done.ActId);
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_suggestions"));
    }

    [Fact]
    public async Task Suggestion_PutsAnUnnamedGroupIntoTheContactsPerson_UnlessTheyMeetOnAPhoto()
    {
        var answers = _installation.Get<ContactAnswers>();
        var person = await _library.AddPersonAsync(null, await FacesAsync(0.8, 0.8));
        await MatchAsync();
        var apart = await _library.AddPersonAsync(null, await FacesAsync(0.46, 0.46, 0.46));
        await MatchAsync();
        var question = await _installation.ScalarAsync<Guid>("SELECT id FROM contact_suggestions WHERE person_id IS NOT NULL");

        await answers.AcceptAsync(_library.Owner, _library.Actor, question, Token);
        var (_, both) = await _library.AddPhotoAsync(Vector(0.8), Vector(0.8));
        await _installation.ExecuteAsync($"UPDATE faces SET person_id = '{person}', assigned_by = 3 WHERE id = '{both[0]}'");
        var meeting = await _library.AddPersonAsync(null, [both[1]]);
        var clash = Guid.CreateVersion7();
        await _installation.ExecuteAsync(
            $"INSERT INTO contact_suggestions VALUES ('{clash}', '{_contact}', '{meeting}', NULL, 0.5, false, now())");
        var refused = await Assert.ThrowsAsync<ActRefusedException>(() => answers.AcceptAsync(_library.Owner, _library.Actor, clash, Token));

        Assert.Equal(6, await _installation.ScalarAsync<int>($"SELECT count(*) FROM faces WHERE person_id = '{person}'"));
        Assert.Equal(0, await _installation.ScalarAsync<int>($"SELECT count(*) FROM people WHERE id = '{apart}'"));
        Assert.Equal(ActRefusal.Contradiction, refused.Refusal);
    }

    [Fact]
    public async Task Unlink_KeepsTheName_AndPartsForGood()
    {
        var person = await _library.AddPersonAsync(null, await FacesAsync(0.8, 0.8));
        await MatchAsync();

        await _installation.Get<ContactAnswers>().UnlinkAsync(_library.Owner, _contact, Token);
        await MatchAsync();

        Assert.Equal("Anna", await NameAsync(person));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_people"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Match_ChangesNothing_WhenOwnerOrContactSaidNoSinceTheFacesWereRead(bool isContact)
    {
        await _library.AddPersonAsync(null, await FacesAsync(0.8, 0.7));
        await GroupedAsync(await FacesAsync(0.5));
        var before = await _library.StateAsync();

        await MatchAsync(meanwhile: () => isContact
            ? _installation.Get<ContactConsentLedger>().AnswerAsync(
                _library.Owner, ContactSelection.Of(_contact), ContactAnswer.Refused, new("anna in a test", "anna"), Token)
            : _installation.Get<FaceConsentLedger>().RecordAsync(_library.Owner, false, "anna in a test", Token));

        Assert.Equal(before, await _library.StateAsync());
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_people"));
        Assert.Equal(0, await _installation.ScalarAsync<int>("SELECT count(*) FROM contact_suggestions"));
    }

    [Fact]
    public async Task PortraitFaces_GiveAPersonTheFacesOfItsPortraits()
    {
        var person = await _library.AddPersonAsync(null, await FacesAsync(0.8, 0.8));
        await MatchAsync();
        await using var connection = await _installation.Database.OpenConnectionAsync(Token);

        using var seal = await _installation.Get<OwnerKeys>().ReadingAsync(connection, _library.Owner, Token);
        var anchors = await PortraitFaces.ReadAsync(connection, seal, _library.Owner, PeopleLibrary.Pack, Token);

        Assert.Equal(SyntheticFaces.Vector((0, 1)), Assert.Single(anchors[person]).Embedding);
    }

    /// <summary>A matching as the worker makes it, by the limits of the synthetic faces.</summary>
    private async Task MatchAsync(Func<Task>? meanwhile = null)
    {
        await Writer.RepairLinksAsync(_library.Owner, Token);
        ContactMatches matches;
        await using (var connection = await _installation.Database.OpenConnectionAsync(Token))
        {
            using var seal = await _installation.Get<OwnerKeys>().ReadingAsync(connection, _library.Owner, Token);
            var matcher = new ContactMatcher(
                await MatchingFaces.ReadContactsAsync(connection, seal, _library.Owner, PeopleLibrary.Pack, Token),
                MatchLimits.For(SyntheticFaces.Limits));
            await MatchingFaces.AddAllAsync(
                connection, seal, _library.Owner, PeopleLibrary.Pack, new(SyntheticFaces.Options, SyntheticFaces.Limits), matcher, Token);
            matches = matcher.Decide();
        }
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        foreach (var match in matches.People)
            await Writer.WriteAsync(_library.Owner, match, Token);
        await Writer.WriteSuggestionsAsync(_library.Owner, matches.Suggestions, Token);
    }

    private async Task<Guid> AddContactAsync(string name, float[] portrait)
    {
        await using var database = _installation.Open();
        var source = new ContactSource { OwnerId = _library.Owner, Kind = ContactSourceKind.File, Name = name };
        var contact = new Contact
        {
            OwnerId = _library.Owner, SourceId = source.Id, Key = name, Name = name, ContentHash = [], State = ContactState.Ready,
            Answer = ContactAnswer.Agreed,
        };
        var photo = new ContactPortrait
        {
            ContactId = contact.Id, Place = 0, ContentHash = [], State = PortraitState.Usable, PackVersion = PeopleLibrary.Pack, ChosenFace = 0,
        };
        database.AddRange(source, contact, photo, new ContactPortraitFace
        {
            PortraitId = photo.Id, Number = 0, X = 0, Y = 0, Width = 1, Height = 1, Quality = 1, Embedding = EmbeddingBytes.From(portrait),
        });
        await database.SaveChangesAsync(Token);
        return contact.Id;
    }

    private int _axis = 10;

    private float[] Vector(double similarity) => SyntheticFaces.Like(0, similarity, _axis++);

    private async Task<Guid[]> FacesAsync(params double[] similarities)
    {
        var faces = new List<Guid>();
        foreach (var similarity in similarities)
            faces.Add((await _library.AddPhotoAsync(Vector(similarity))).Faces[0]);
        return [.. faces];
    }

    /// <summary>As a grouping leaves faces that it found no place for.</summary>
    private async Task GroupedAsync(Guid[] faces)
    {
        await using var command = _installation.Database.CreateCommand("UPDATE faces SET grouped_at = now() WHERE id = ANY ($1)");
        command.Parameters.Add(new NpgsqlParameter { Value = faces });
        await command.ExecuteNonQueryAsync(Token);
    }

    private Task<string> NameAsync(Guid person) => _installation.ScalarAsync<string>($"SELECT name FROM people WHERE id = '{person}'");

    private async Task<List<FaceAssignment>> AssignedAsync(Guid[] faces)
    {
        await using var database = _installation.Open();
        var rows = await database.Faces.Where(face => faces.Contains(face.Id)).ToDictionaryAsync(face => face.Id, face => face.AssignedBy, Token);
        return [.. faces.Select(face => rows[face])];
    }
}
