using Npgsql;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Reclustering;
using Recognize.Models.Persistence;

namespace Recognize.Models.Erasure;

/// <summary>What went with a person.</summary>
/// <param name="Faces">Faces with their vectors.</param>
/// <param name="Contacts">Contacts that were linked; they are not looked for any more until the owner says so.</param>
public sealed record ErasedPerson(int Faces, int Contacts);

/// <summary>
/// Erases a person with all that tells of it: faces, also those that other models are finding, history, previews of
/// reclusters, saved indexes, questions, counts, and the vectors of contacts that were linked. In the caller's
/// transaction, under the owner's lock.
/// </summary>
public static class PersonTraces
{
    /// <summary>Stands where an act said what it did to several people, one of whom is erased.</summary>
    private const string ErasedSummary = "Something was done to several people, one of whom is known no longer.";

    private const string DismissedReason = "It was linked with a person who was erased, or is not to be recognised.";

    // A merge leaves one of two people: the other was this one by another name. Again and again, for merges of merges.
    private static readonly string EarlierSelvesSql =
        $"""
        WITH RECURSIVE selves (id) AS (
            SELECT $2::uuid
            UNION
            SELECT gone.key FROM selves s
            JOIN person_acts a ON a.owner_id = $1
            JOIN act_changes moved ON moved.act_id = a.id AND moved.entity = {(int)ActEntity.Face}
                AND moved.after ->> 'person_id' = s.id::text
            JOIN act_changes gone ON gone.act_id = a.id AND gone.entity = {(int)ActEntity.Person} AND gone.after IS NULL
                AND gone.key::text = moved.before ->> 'person_id'
            WHERE NOT EXISTS (SELECT 1 FROM people p WHERE p.id = gone.key)
        )
        SELECT id FROM selves
        """;

    private const string NextFacesSql =
        """
        DELETE FROM next_faces n USING faces f
        WHERE f.person_id = $1 AND n.media_id = f.media_id AND (n.id = f.id OR is_same_place(
            f.x, f.y, f.width, f.height, f.time_seconds, n.x, n.y, n.width, n.height, n.time_seconds))
        """;

    private const string ContactsSql =
        """
        SELECT l.contact_id FROM contact_people l JOIN contacts c ON c.id = l.contact_id
        WHERE c.owner_id = $1 AND l.person_id = ANY ($2) ORDER BY l.contact_id
        """;

    /// <summary>Nobody places, groups or stores faces of the owner until the transaction ends.</summary>
    public static async Task HoldAsync(NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken)
    {
        await OwnerLock.TakeAsync(connection, ownerId, cancellationToken);
        await connection.ExecuteAsync("SELECT 1 FROM face_versions WHERE owner_id = $1 FOR UPDATE", cancellationToken, ownerId);
    }

    /// <summary>Erases the entry of somebody who is not to be recognised, with boxes and look.</summary>
    /// <returns>How many boxes there were; null when there is no such entry.</returns>
    public static async Task<int?> EraseRefusalAsync(
        NpgsqlConnection connection, Guid ownerId, Guid refusedPersonId, CancellationToken cancellationToken)
    {
        var boxes = await connection.ExecuteAsync(
            """
            DELETE FROM refused_faces f USING refused_people p
            WHERE p.id = $1 AND p.owner_id = $2 AND f.refused_person_id = p.id
            """,
            cancellationToken, refusedPersonId, ownerId);
        var entries = await connection.ExecuteAsync(
            "DELETE FROM refused_people WHERE id = $1 AND owner_id = $2", cancellationToken, refusedPersonId, ownerId);
        return entries > 0 ? boxes : null;
    }

    /// <param name="connection">In a transaction that holds the owner by <see cref="HoldAsync"/>.</param>
    /// <param name="ownerId">Whose person.</param>
    /// <param name="personId">The person.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ErasedPerson> EraseAsync(
        NpgsqlConnection connection, Guid ownerId, Guid personId, CancellationToken cancellationToken)
    {
        var people = (await connection.ReadAsync(
            EarlierSelvesSql, row => row.GetGuid(0), cancellationToken, ownerId, personId)).ToArray();
        var faces = (await connection.ReadAsync(
            "SELECT id FROM faces WHERE person_id = $1", row => row.GetGuid(0), cancellationToken, personId)).ToArray();
        await EraseHistoryAsync(connection, ownerId, people, faces, cancellationToken);
        await ErasePreviewsAsync(connection, ownerId, people, faces, cancellationToken);
        await EraseIndexesAsync(connection, ownerId, cancellationToken);
        var contacts = await EraseContactLinksAsync(connection, ownerId, people, cancellationToken);
        await connection.ExecuteAsync(NextFacesSql, cancellationToken, personId);
        var erased = await connection.ExecuteAsync("DELETE FROM faces WHERE person_id = $1", cancellationToken, personId);
        await connection.ExecuteAsync("DELETE FROM people WHERE id = $1", cancellationToken, personId);
        // Last: triggers count the faces off.
        await connection.ExecuteAsync("DELETE FROM person_counts WHERE person_id = ANY ($1)", cancellationToken, people);
        await connection.ExecuteAsync("DELETE FROM person_changes WHERE person_id = ANY ($1)", cancellationToken, people);
        return new ErasedPerson(erased, contacts);
    }

    /// <summary>
    /// Erases saved indexes, which hold means of vectors, and makes every worker drop the one it has in memory before it
    /// uses or saves it again.
    /// </summary>
    public static async Task EraseIndexesAsync(NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            "UPDATE face_versions SET index_epoch = gen_random_uuid() WHERE owner_id = $1", cancellationToken, ownerId);
        await connection.ExecuteAsync("DELETE FROM face_indexes WHERE owner_id = $1", cancellationToken, ownerId);
    }

    /// <summary>What is left of an act can still be taken back; an act of which nothing is left is gone.</summary>
    private static async Task EraseHistoryAsync(
        NpgsqlConnection connection, Guid ownerId, Guid[] people, Guid[] faces, CancellationToken cancellationToken)
    {
        var touched = (await connection.ReadAsync(
            """
            WITH erased AS (
                DELETE FROM act_changes c USING person_acts a
                WHERE a.id = c.act_id AND a.owner_id = $1 AND (
                    c.key = ANY ($2) OR c.other_key = ANY ($2) OR c.key = ANY ($3)
                    OR (c.before ->> 'person_id')::uuid = ANY ($2) OR (c.after ->> 'person_id')::uuid = ANY ($2)
                    OR (c.before ->> 'cover_face_id')::uuid = ANY ($3) OR (c.after ->> 'cover_face_id')::uuid = ANY ($3))
                RETURNING c.act_id)
            SELECT DISTINCT act_id FROM erased
            """,
            row => row.GetGuid(0), cancellationToken, ownerId, people, faces)).ToArray();
        await connection.ExecuteAsync(
            """
            DELETE FROM contact_acts x USING contacts c
            WHERE c.id = x.contact_id AND c.owner_id = $1 AND x.person_id = ANY ($2)
            """,
            cancellationToken, ownerId, people);
        await connection.ExecuteAsync(
            """
            DELETE FROM person_acts a
            WHERE a.id = ANY ($1) AND NOT EXISTS (SELECT 1 FROM act_changes c WHERE c.act_id = a.id)
            """,
            cancellationToken, touched);
        // The sentences name people.
        await connection.ExecuteAsync(
            "UPDATE person_acts SET summary = $2 WHERE id = ANY ($1)", cancellationToken, touched, ErasedSummary);
    }

    /// <summary>
    /// A preview that waits is worth nothing without these faces; one in the making is stopped before it stores anything.
    /// Applied ones stay, with their settings, but for the rows about the person.
    /// </summary>
    private static async Task ErasePreviewsAsync(
        NpgsqlConnection connection, Guid ownerId, Guid[] people, Guid[] faces, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            $"""
            UPDATE recluster_runs SET is_cancel_requested = true
            WHERE owner_id = $1 AND state IN ({(int)ReclusterState.Requested}, {(int)ReclusterState.Running})
            """,
            cancellationToken, ownerId);
        await connection.ExecuteAsync(
            $"DELETE FROM recluster_runs WHERE owner_id = $1 AND state = {(int)ReclusterState.Ready}", cancellationToken, ownerId);
        const string OfOwner = "(SELECT id FROM recluster_runs WHERE owner_id = $1)";
        await connection.ExecuteAsync(
            $"""
            DELETE FROM recluster_moves WHERE run_id IN {OfOwner}
              AND (face_id = ANY ($3) OR from_person_id = ANY ($2) OR to_person_id = ANY ($2))
            """,
            cancellationToken, ownerId, people, faces);
        // Others' rows name those whom they gain from, or lose to.
        await connection.ExecuteAsync(
            $"""
            DELETE FROM recluster_changes WHERE run_id IN {OfOwner} AND (person_id = ANY ($2) OR EXISTS (
                SELECT 1 FROM unnest($2 || $3) AS erased (id) WHERE strpos(details::text, erased.id::text) > 0))
            """,
            cancellationToken, ownerId, people, faces);
        await connection.ExecuteAsync(
            $"DELETE FROM recluster_conflicts WHERE run_id IN {OfOwner} AND (people && $2 OR faces && $3)",
            cancellationToken, ownerId, people, faces);
    }

    /// <summary>A contact's portrait is that person's vector, too, and would name the next photo.</summary>
    private static async Task<int> EraseContactLinksAsync(
        NpgsqlConnection connection, Guid ownerId, Guid[] people, CancellationToken cancellationToken)
    {
        var contacts = (await connection.ReadAsync(
            ContactsSql, row => row.GetGuid(0), cancellationToken, ownerId, people)).ToArray();
        if (contacts.Length == 0)
            return 0;
        await connection.ExecuteAsync(
            """
            DELETE FROM contact_portrait_faces f USING contact_portraits p
            WHERE p.id = f.portrait_id AND p.contact_id = ANY ($1)
            """,
            cancellationToken, contacts);
        await connection.ExecuteAsync(
            $"""
            UPDATE contact_portraits SET state = {(int)PortraitState.Dismissed}, reason = NULL, chosen_face = NULL, is_accepted = false
            WHERE contact_id = ANY ($1)
            """,
            cancellationToken, contacts);
        await connection.ExecuteAsync(
            $"""
            UPDATE contacts SET is_matched = false, answer = {(int)ContactAnswer.Unanswered}, is_source_answer = false,
                state = {(int)ContactState.NoPortrait}, reason = $2
            WHERE id = ANY ($1)
            """,
            cancellationToken, contacts, DismissedReason);
        await connection.ExecuteAsync(
            "DELETE FROM contact_suggestions WHERE contact_id = ANY ($1)", cancellationToken, contacts);
        await connection.ExecuteAsync(
            "UPDATE contact_matchings SET is_due = true WHERE owner_id = $1", cancellationToken, ownerId);
        return contacts.Length;
    }
}
