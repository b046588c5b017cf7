using System.Globalization;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Erasure;
using Recognize.Models.Library;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Refusals;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Models.Refusals;

/// <summary>
/// Marks people "do not recognise", and takes that back. Each is one transaction under the owner's lock: after it there is
/// no vector of the person but the look, if the owner chose to keep one. It is no act that history can take back, since
/// history of the person is erased with it.
/// </summary>
public sealed class PersonRefusals(NpgsqlDataSource database, OwnerKeys keys, TimeProvider clock)
{
    // Files before their faces, as scans and analyses take them: nobody waits in a circle.
    private const string HoldFilesSql =
        """
        SELECT 1 FROM media WHERE id IN (SELECT media_id FROM faces WHERE person_id = $1) ORDER BY id FOR KEY SHARE
        """;

    private const string BoxesSql =
        """
        INSERT INTO refused_faces (id, refused_person_id, media_id, x, y, width, height, time_seconds, is_by_look)
        SELECT id, $2, media_id, x, y, width, height, time_seconds, false FROM faces WHERE person_id = $1
        """;

    // Only vectors of the version in use can be compared with new ones.
    private const string BestFacesSql =
        """
        SELECT f.id, f.embedding, f.pack_version FROM faces f
        JOIN face_versions v ON v.owner_id = f.owner_id AND v.pack_version = f.pack_version
        WHERE f.person_id = $1 AND length(f.embedding) > 0 ORDER BY f.quality DESC, f.id LIMIT 128
        """;

    /// <param name="ownerId">Whose person.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="person">The person, in the version it was decided by.</param>
    /// <param name="choice">What is kept.</param>
    /// <param name="cancellationToken">Gives up; then nothing is changed.</param>
    /// <exception cref="ActRefusedException">
    /// There is no such person, it was changed meanwhile, or it has no face to keep the look of. Nothing was changed.
    /// </exception>
    /// <exception cref="KeysUnavailableException">The look cannot be sealed; without it a person can be refused all the same.</exception>
    public async Task<RefusalDone> RefuseAsync(
        Guid ownerId, AuditActor by, PersonSeen person, RefusalChoice choice, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await PersonTraces.HoldAsync(connection, ownerId, cancellationToken);
        var mayKeepLook = choice.KeepsLook && await connection.HoldFacePermissionAsync(ownerId, cancellationToken);
        var name = await CheckAsync(connection, ownerId, person, cancellationToken);
        if (choice.KeepsLook && !mayKeepLook)
            throw NoLook("Face recognition is off, so no look may be kept: ask again without it.", person.PersonId);
        await connection.ExecuteAsync(HoldFilesSql, cancellationToken, person.PersonId);

        var id = Guid.CreateVersion7();
        await connection.ExecuteAsync(
            "INSERT INTO refused_people (id, owner_id, name, keeps_look, refused_at) VALUES ($1, $2, $3, $4, $5)",
            cancellationToken, id, ownerId, (choice.KeepsName ? name : null) ?? (object)DBNull.Value, choice.KeepsLook, clock.GetUtcNow());
        if (choice.KeepsLook)
            await KeepLookAsync(connection, ownerId, person.PersonId, id, cancellationToken);
        var faces = await connection.ExecuteAsync(BoxesSql, cancellationToken, person.PersonId, id);
        var erased = await PersonTraces.EraseAsync(connection, ownerId, person.PersonId, cancellationToken);
        await AuditAsync(
            connection, ownerId, by, AuditActions.PersonRefused, "Said that a person is not to be recognised.",
            string.Create(CultureInfo.InvariantCulture, $"{faces} faces; {(choice.KeepsLook ? "the look is kept" : "no look is kept")}"),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new RefusalDone(id, faces, erased.Contacts);
    }

    /// <summary>Removes the entry with its boxes and look; the faces come back as unknown ones when their files are analysed.</summary>
    /// <exception cref="ActRefusedException">There is no such entry.</exception>
    public async Task<RecognisedAgain> RecogniseAgainAsync(
        Guid ownerId, AuditActor by, Guid refusedPersonId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // An analysis that is under way stores either before, and is done again, or after, and finds no box any more.
        await PersonTraces.HoldAsync(connection, ownerId, cancellationToken);
        var files = (await connection.ReadAsync(
            """
            SELECT id FROM media WHERE id IN (SELECT media_id FROM refused_faces WHERE refused_person_id = $1)
              AND owner_id = $2 ORDER BY id FOR KEY SHARE
            """,
            row => row.GetGuid(0), cancellationToken, refusedPersonId, ownerId)).ToArray();
        var faces = await PersonTraces.EraseRefusalAsync(connection, ownerId, refusedPersonId, cancellationToken)
            ?? throw new ActRefusedException(ActRefusal.NotFound, "There is no such entry.", [refusedPersonId]);
        var due = await AnalysisRequests.DescribeFacesAgainAsync(connection, ownerId, files, cancellationToken);
        await AuditAsync(
            connection, ownerId, by, AuditActions.PersonRecognised, "Said that a person may be recognised again.",
            string.Create(CultureInfo.InvariantCulture, $"{faces} faces; {due} files to be analysed"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new RecognisedAgain(faces, due);
    }

    private static async Task<string?> CheckAsync(
        NpgsqlConnection connection, Guid ownerId, PersonSeen person, CancellationToken cancellationToken)
    {
        var found = await connection.ReadAsync(
            "SELECT name, version FROM people WHERE id = $1 AND owner_id = $2 FOR UPDATE",
            row => (Name: row.IsDBNull(0) ? null : row.GetString(0), Version: row.GetInt64(1)),
            cancellationToken, person.PersonId, ownerId);
        if (found.Count == 0)
            throw new ActRefusedException(
                ActRefusal.NotFound, "There is no such person; it may have been merged.", [person.PersonId]);
        return found[0].Version == person.Version
            ? found[0].Name
            : throw new ActRefusedException(
                ActRefusal.Changed, "Somebody changed this person meanwhile: look again and repeat.", [person.PersonId]);
    }

    private async Task KeepLookAsync(
        NpgsqlConnection connection, Guid ownerId, Guid personId, Guid refusedPersonId, CancellationToken cancellationToken)
    {
        using var seal = await keys.WritingAsync(connection, ownerId, cancellationToken);
        var faces = await connection.ReadAsync(
            BestFacesSql,
            row => (
                Vector: seal.ReadVector(row, 1, SealedRow.Face(row.GetGuid(0), row.GetString(2))), Version: row.GetString(2)),
            cancellationToken, personId);
        if (FaceLook.Of([.. faces.Select(face => face.Vector)]) is not { } look)
            throw NoLook("No face of this person is described, so there is no look to keep: ask again without it.", personId);
        await RefusedLooks.WriteAsync(connection, seal, refusedPersonId, faces[0].Version, look, cancellationToken);
    }

    private static ActRefusedException NoLook(string reason, Guid personId) =>
        new(ActRefusal.Contradiction, reason, [personId]) { Code = "no-look" };

    private static async Task AuditAsync(
        NpgsqlConnection connection, Guid ownerId, AuditActor by, string action, string summary, string detail,
        CancellationToken cancellationToken) =>
        await connection.AppendAsync(
            new AuditRecord(by, action, summary)
            {
                About = await connection.SubjectAsync(ownerId, cancellationToken), Detail = detail,
            },
            cancellationToken);
}
