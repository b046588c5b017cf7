using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Matching;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Contacts;

/// <summary>Makes of matches what the library shows: acts on people, links, and questions.</summary>
internal sealed class MatchWriter(NpgsqlDataSource database, PeopleActs acts, TimeProvider clock)
{
    private static readonly ActActor Actor = new(null, "contacts");

    /// <summary>
    /// Names a person by a contact and settles the faces that are like its portrait. What somebody changed since the faces
    /// were read is left as it is; so is everything when the owner or one of the contacts has said no since.
    /// </summary>
    /// <returns>How many faces were settled; null when there was nothing to change.</returns>
    public async Task<int?> WriteAsync(Guid ownerId, PersonMatch match, CancellationToken cancellationToken)
    {
        var isNew = match.PersonId is null;
        var isLink = match.Similarity is not null;
        if (!isNew && !isLink && match.Faces.Count == 0)
            return null;
        var person = match.PersonId ?? Guid.CreateVersion7();
        var placed = 0;
        var done = await acts.RunAsync(
            ownerId, Actor, ActKind.Contact, [],
            async (act, token) =>
            {
                if (!await IsAgreedAsync(act.Connection, ownerId, match.Contacts, token))
                {
                    act.Summary = $"The contact {match.Name} is not looked for any more.";
                    return;
                }
                if (isNew)
                    await act.ExecuteAsync(NewPersonSql, token, person, ownerId, match.Name, act.Now);
                else if (match.TakesName)
                    await act.ExecuteAsync(NameSql, token, person, ownerId, match.Name);
                placed = await act.ExecuteAsync(
                    PlaceSql, token, person, ownerId, act.Now,
                    match.Faces.Select(face => face.FaceId).ToArray(), match.Faces.Select(face => face.Similarity).ToArray());
                if (isNew && placed == 0)
                    await act.ExecuteAsync("DELETE FROM people WHERE id = $1", token, person);
                await LinkAsync(act, match, person, token);
                act.Summary = placed switch
                {
                    0 => $"The contact {match.Name} was found.",
                    1 => $"The contact {match.Name} was found; one face is like the portrait.",
                    _ => $"The contact {match.Name} was found; {placed} faces are like the portrait.",
                };
            },
            cancellationToken);
        return done.ActId is null ? null : placed;
    }

    /// <summary>Makes the open questions of an owner those of the last run; what was refused is never asked again.</summary>
    public async Task WriteSuggestionsAsync(
        Guid ownerId, IReadOnlyList<MatchSuggestion> suggestions, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await connection.HoldFacePermissionAsync(ownerId, cancellationToken))
            return;
        // Before the questions, as whoever answers for contacts does: nobody waits in a circle.
        var agreed = await HoldAgreedAsync(connection, suggestions.Select(row => row.ContactId), cancellationToken);
        suggestions = [.. suggestions.Where(row => agreed.Contains(row.ContactId))];
        await connection.ExecuteAsync(
            """
            DELETE FROM contact_suggestions s USING contacts c
            WHERE c.id = s.contact_id AND c.owner_id = $1 AND NOT s.is_refused
              AND NOT EXISTS (
                  SELECT 1 FROM unnest($2, $3) AS n (contact_id, other_id)
                  WHERE n.contact_id = s.contact_id AND n.other_id IN (s.person_id, s.face_id))
            """,
            cancellationToken, ownerId, suggestions.Select(row => row.ContactId).ToArray(),
            suggestions.Select(row => row.PersonId ?? row.FaceId!.Value).ToArray());
        foreach (var (column, table) in new[] { ("person_id", "people"), ("face_id", "faces") })
        {
            var own = suggestions.Where(row => (column == "person_id" ? row.PersonId : row.FaceId) is not null).ToList();
            // A person or face that went meanwhile has no question.
            await connection.ExecuteAsync(
                $"""
                INSERT INTO contact_suggestions (id, contact_id, {column}, similarity, is_refused, created_at)
                SELECT n.id, n.contact_id, n.other_id, n.similarity, false, $1
                FROM unnest($2, $3, $4, $5) AS n (id, contact_id, other_id, similarity)
                WHERE EXISTS (SELECT 1 FROM {table} o WHERE o.id = n.other_id FOR KEY SHARE)
                  AND EXISTS (SELECT 1 FROM contacts c WHERE c.id = n.contact_id FOR KEY SHARE)
                ON CONFLICT (contact_id, {column}) DO UPDATE SET similarity = excluded.similarity
                """,
                cancellationToken, clock.GetUtcNow(), own.Select(_ => Guid.CreateVersion7()).ToArray(),
                own.Select(row => row.ContactId).ToArray(), own.Select(row => (row.PersonId ?? row.FaceId)!.Value).ToArray(),
                own.Select(row => row.Similarity).ToArray());
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Brings links in line with what happened to people: a contact whose person went follows its faces where they are now.
    /// </summary>
    public async Task RepairLinksAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(FollowFacesSql, cancellationToken, ownerId, clock.GetUtcNow());
    }

    /// <summary>Whether owner and contacts still agree; held until the transaction ends.</summary>
    private static async Task<bool> IsAgreedAsync(
        NpgsqlConnection connection, Guid ownerId, IReadOnlyCollection<Guid> contacts, CancellationToken cancellationToken) =>
        await connection.HoldFacePermissionAsync(ownerId, cancellationToken)
        && (await HoldAgreedAsync(connection, contacts, cancellationToken)).Count == contacts.Count;

    private static async Task<HashSet<Guid>> HoldAgreedAsync(
        NpgsqlConnection connection, IEnumerable<Guid> contacts, CancellationToken cancellationToken) =>
        [
            .. await connection.ReadAsync(
                $"SELECT id FROM contacts WHERE id = ANY ($1) AND answer = {(int)ContactAnswer.Agreed} ORDER BY id FOR SHARE",
                row => row.GetGuid(0), cancellationToken,
                [contacts.Distinct().ToArray()]),
        ];

    private static async Task LinkAsync(ActTransaction act, PersonMatch match, Guid person, CancellationToken cancellationToken)
    {
        var contacts = match.Contacts.ToArray();
        var similarity = match.Similarity ?? match.Faces.Select(face => (float?)face.Similarity).FirstOrDefault() ?? 1;
        await act.ExecuteAsync(LinkSql, cancellationToken, contacts, person, similarity, act.Now);
        await act.ExecuteAsync(
            """
            INSERT INTO contact_acts (act_id, contact_id, person_id)
            SELECT $1, c.id, $3 FROM contacts c WHERE c.id = ANY ($2)
            """,
            cancellationToken, act.ActId, contacts, person);
    }

    private const string NewPersonSql =
        "INSERT INTO people (id, owner_id, name, is_hidden, created_at) VALUES ($1, $2, normalize($3), false, $4)";

    private const string NameSql = "UPDATE people SET name = normalize($3) WHERE id = $1 AND owner_id = $2 AND name IS NULL";

    /// <summary>The name of a contact whose person went meanwhile does not come back: then there is no row to link to.</summary>
    private const string LinkSql =
        """
        INSERT INTO contact_people (contact_id, person_id, similarity, linked_at)
        SELECT c.id, p.id, $3, $4 FROM contacts c, people p WHERE c.id = ANY ($1) AND p.id = $2
        ON CONFLICT (contact_id) DO NOTHING
        """;

    private static readonly string PlaceSql =
        $"""
        UPDATE faces f SET person_id = $1, assigned_by = {(int)FaceAssignment.Contact}, similarity = n.similarity, grouped_at = $3
        FROM unnest($4, $5) AS n (id, similarity)
        WHERE f.id = n.id AND f.owner_id = $2 AND f.ignored_as IS NULL
          AND EXISTS (SELECT 1 FROM people p WHERE p.id = $1)
          AND NOT EXISTS (SELECT 1 FROM face_rejections r WHERE r.face_id = f.id AND r.person_id = $1)
          AND ((f.assigned_by = {(int)FaceAssignment.Cluster} AND f.person_id = $1)
               OR (f.assigned_by = {(int)FaceAssignment.None} AND f.person_id IS NULL
                   AND (EXISTS (SELECT 1 FROM photo_releases l WHERE l.media_id = f.media_id)
                        OR NOT EXISTS (
                            SELECT 1 FROM faces o WHERE o.media_id = f.media_id AND o.person_id = $1
                              AND o.time_seconds IS NOT DISTINCT FROM f.time_seconds))))
        """;

    private static readonly string FollowFacesSql =
        $"""
        INSERT INTO contact_people (contact_id, person_id, linked_at)
        SELECT DISTINCT ON (contact_id) contact_id, person_id, $2 FROM (
            SELECT a.contact_id, f.person_id, count(*) AS faces
            FROM contact_acts a
            JOIN person_acts p ON p.id = a.act_id AND p.undone_at IS NULL
            JOIN act_changes h ON h.act_id = a.act_id AND h.entity = {(int)ActEntity.Face}
            JOIN faces f ON f.id = h.key AND f.assigned_by IN ({(int)FaceAssignment.Contact}, {(int)FaceAssignment.User})
            WHERE p.owner_id = $1 AND f.person_id IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM contact_people l WHERE l.contact_id = a.contact_id)
              AND NOT EXISTS (SELECT 1 FROM contact_suggestions s
                              WHERE s.contact_id = a.contact_id AND s.person_id = f.person_id AND s.is_refused)
            GROUP BY a.contact_id, f.person_id) AS counted
        ORDER BY contact_id, faces DESC, person_id
        ON CONFLICT DO NOTHING
        """;
}
