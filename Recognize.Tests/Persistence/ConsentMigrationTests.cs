using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Recognize.Models.Contacts;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;

namespace Recognize.Tests.Persistence;

/// <summary>Contacts of before anybody was asked.</summary>
public sealed class ConsentMigrationTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migration_KeepsWhomTheOwnerConfirmed_AndTakesTheVectorsOfAllOthersAway()
    {
        await using var services = new ServiceCollection()
            .AddRecognizeDatabase(await postgres.CreateDatabaseAsync(Token), "Recognize.Migrations").BuildServiceProvider();
        await using var database = await services.GetRequiredService<IDbContextFactory<RecognizeDbContext>>()
            .CreateDbContextAsync(Token);
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Token);
        // By hand: EF Core finds a migration in the middle by its name only if all names begin with a date.
        var history = database.GetService<IHistoryRepository>();
        await connection.ExecuteAsync(history.GetCreateIfNotExistsScript(), Token);
        foreach (var id in database.Database.GetMigrations().TakeWhile(id => string.CompareOrdinal(id, "0016") < 0))
        {
            await connection.ExecuteAsync(
                $"BEGIN; {Repository.Read($"migrations/{id}.sql")}; {history.GetInsertScript(new HistoryRow(id, "before"))} COMMIT;", Token);
        }
        var user = Guid.NewGuid();
        await connection.ExecuteAsync(
            """
            INSERT INTO users (id, name, normalized_name, password_hash, is_admin, must_change_password, created_at)
            VALUES ($1, 'anna', 'anna', '', false, false, now())
            """,
            Token, user);
        await connection.ExecuteAsync(
            "INSERT INTO contact_sources (id, owner_id, kind, name, created_at) VALUES ($1, $1, 0, 'cards', now())", Token, user);
        var confirmed = await AddAsync(connection, user, "Berta", actor: user);
        var matched = await AddAsync(connection, user, "Clara", actor: null);
        var undone = await AddAsync(connection, user, "Dora", actor: user);
        await connection.ExecuteAsync(
            "UPDATE person_acts SET undone_at = now() WHERE id IN (SELECT act_id FROM contact_acts WHERE contact_id = $1)", Token, undone);

        await database.Database.MigrateAsync(Token);

        var contacts = await database.Contacts.OrderBy(contact => contact.Name).ToListAsync(Token);
        Assert.Equal(
            [(ContactAnswer.Agreed, ContactState.Ready), (ContactAnswer.Unanswered, ContactState.NeedsConsent), (ContactAnswer.Unanswered, ContactState.NeedsConsent)],
            contacts.Select(contact => (contact.Answer, contact.State)));
        Assert.Equal([confirmed], await ReadAsync("SELECT portrait_id FROM contact_portrait_faces"));
        Assert.Equal([confirmed], await ReadAsync("SELECT contact_id FROM contact_suggestions"));
        Assert.Equal([confirmed], await ReadAsync("SELECT contact_id FROM contact_consents"));
        Assert.Equal([confirmed], await ReadAsync("SELECT id FROM contact_portraits WHERE state = 1 AND pack_version IS NOT NULL"));
        // Names, links and photos stay.
        Assert.Equal(3, (await ReadAsync("SELECT person_id FROM contact_people")).Count);
        Assert.Equal(3, (await ReadAsync("SELECT id FROM people WHERE name IS NOT NULL")).Count);
        Assert.Equal(3, (await ReadAsync("SELECT id FROM contact_portraits WHERE image IS NOT NULL")).Count);
        Assert.Contains(matched, contacts.Select(contact => contact.Id));

        Task<List<Guid>> ReadAsync(string sql) => connection.ReadAsync(sql, row => row.GetGuid(0), Token);
    }

    /// <summary>A contact with a described portrait, a person by an act, and an open question; all of the contact's id.</summary>
    private static async Task<Guid> AddAsync(NpgsqlConnection connection, Guid user, string name, Guid? actor)
    {
        var id = Guid.NewGuid();
        foreach (var sql in (string[])
        [
            $"INSERT INTO contacts (id, owner_id, source_id, key, content_hash, name, state, is_matched, created_at, changed_at) VALUES ($2, $1, $1, '{name}', '', '{name}', 1, true, now(), now())",
            "INSERT INTO contact_portraits (id, contact_id, place, content_hash, image, state, pack_version, chosen_face, is_accepted) SELECT $2, $2, 0, '', 'RIFF', 1, 'faces-1', 0, false FROM users WHERE id = $1",
            "INSERT INTO contact_portrait_faces (portrait_id, number, x, y, width, height, quality, embedding) SELECT $2, 0, 0, 0, 1, 1, 0.9, '' FROM users WHERE id = $1",
            $"INSERT INTO people (id, owner_id, name, is_hidden, created_at) VALUES ($2, $1, '{name}', false, now())",
            "INSERT INTO contact_people (contact_id, person_id, linked_at) SELECT $2, $2, now() FROM users WHERE id = $1",
            $"INSERT INTO person_acts (id, owner_id, actor_id, made_by, kind, summary, made_at) VALUES ($2, $1, {(actor is null ? "NULL" : "$1")}, 'somebody', 13, 'found', now())",
            "INSERT INTO contact_acts (act_id, contact_id, person_id) SELECT $2, $2, $2 FROM users WHERE id = $1",
            "INSERT INTO contact_suggestions (id, contact_id, person_id, similarity, is_refused, created_at) SELECT $2, $2, $2, 0.5, false, now() FROM users WHERE id = $1",
        ])
            await connection.ExecuteAsync(sql, Token, user, id);
        return id;
    }
}
