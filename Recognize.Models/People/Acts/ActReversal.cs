using Recognize.Models.Media;

namespace Recognize.Models.People.Acts;

/// <summary>
/// Brings the rows of an act back to what they were before it. What groupings did since to rows that the act had touched
/// is overridden, since a user's word stands above them; what later acts did is not: they have to be taken back first.
/// </summary>
internal sealed class ActReversal(ActTransaction act, Guid actId)
{
    /// <summary>What the act said that it did; refuses what cannot be taken back at all.</summary>
    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var found = await act.ReadAsync(
            "SELECT kind, undone_at IS NOT NULL, summary FROM person_acts WHERE id = $1 AND owner_id = $2",
            row => (Kind: (ActKind)row.GetInt16(0), IsUndone: row.GetBoolean(1), Summary: row.GetString(2)),
            cancellationToken, actId, act.OwnerId);
        if (found.Count == 0)
            throw new ActRefusedException(ActRefusal.NotFound, "There is no such act.");
        if (found[0].Kind == ActKind.Undo)
            throw new ActRefusedException(ActRefusal.Invalid, "Taking back is not taken back: make the act again.");
        if (found[0].IsUndone)
            throw new ActRefusedException(ActRefusal.Changed, "This was taken back already.", [actId]);
        return found[0].Summary;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CollapseAsync(cancellationToken);
        await RefuseIfBuiltOnAsync(cancellationToken);

        // In this order every row that another refers to is there when it is needed.
        await RestorePeopleAsync(cancellationToken);
        await RestoreFacesAsync(cancellationToken);
        await RestoreLinksAsync(cancellationToken);
        await RemoveMadePeopleAsync(cancellationToken);
        await OnePhotoRule.HoldAfterReversalAsync(act, cancellationToken);
        await DropLostCoversAsync(cancellationToken);

        await act.ExecuteAsync(
            "UPDATE person_acts SET undone_at = $2 WHERE id = $1", cancellationToken, actId, act.Now);
    }

    /// <summary>An act may touch a row more than once: only the first and the last state count.</summary>
    private Task<int> CollapseAsync(CancellationToken cancellationToken) => act.ExecuteAsync(
        $"""
        CREATE TEMPORARY TABLE reversal ON COMMIT DROP AS
        SELECT entity, key, other_key,
               (array_agg(before ORDER BY number))[1] AS before,
               (array_agg(after ORDER BY number DESC))[1] AS after,
               max(number) AS number
        FROM act_changes WHERE act_id = '{actId}'
        GROUP BY entity, key, other_key;
        CREATE INDEX ON reversal (key);
        ANALYZE reversal
        """,
        cancellationToken);

    /// <summary>
    /// Later acts, not taken back, on the same rows, that said something of people whom this act made, or that left nothing of
    /// a person whom a row of this act names.
    /// </summary>
    private async Task RefuseIfBuiltOnAsync(CancellationToken cancellationToken)
    {
        var later = await act.ReadAsync(
            $"""
            SELECT later.id, later.summary FROM person_acts later
            WHERE later.owner_id = $2 AND later.undone_at IS NULL AND later.kind <> {(int)ActKind.Undo}
              AND EXISTS (
                  SELECT 1 FROM act_changes c
                  WHERE c.act_id = later.id AND c.number > (SELECT max(number) FROM act_changes WHERE act_id = $1)
                    AND (EXISTS (SELECT 1 FROM reversal r WHERE r.entity = c.entity AND r.key = c.key
                                 AND r.other_key IS NOT DISTINCT FROM c.other_key)
                         OR EXISTS (
                             SELECT 1 FROM reversal r WHERE r.entity = {(int)ActEntity.Person} AND r.before IS NULL
                             AND r.key::text IN (c.before ->> 'person_id', c.after ->> 'person_id',
                                 c.before ->> 'first_id', c.after ->> 'first_id',
                                 c.before ->> 'second_id', c.after ->> 'second_id'))
                         OR (c.entity = {(int)ActEntity.Person} AND c.after IS NULL AND c.key IN (
                             SELECT named.id::uuid FROM reversal r, LATERAL (VALUES
                                 (r.before ->> 'person_id'), (r.before ->> 'first_id'), (r.before ->> 'second_id')) named (id)
                             WHERE named.id IS NOT NULL))))
            ORDER BY later.made_at DESC, later.id DESC
            LIMIT 20
            """,
            row => (Id: row.GetGuid(0), Summary: row.GetString(1)),
            cancellationToken, actId, act.OwnerId);
        if (later.Count > 0)
            throw new ActRefusedException(
                ActRefusal.Contradiction,
                "Take back first what was done since: " + string.Join("; ", later.Select(row => row.Summary)),
                [.. later.Select(row => row.Id)]);
    }

    // Who comes back gets a version above all that anybody has seen: each act that made one higher recorded a row, whose
    // numbers only go up, and the row of this person's going is later than all of them.
    private async Task RestorePeopleAsync(CancellationToken cancellationToken)
    {
        await act.ExecuteAsync(
            $"""
            INSERT INTO people (id, owner_id, name, cover_face_id, is_hidden, ignored_as, created_at, version)
            SELECT p.id, p.owner_id, p.name, p.cover_face_id, p.is_hidden, p.ignored_as, p.created_at, r.number
            FROM reversal r, jsonb_populate_record(NULL::people, r.before) p
            WHERE r.entity = {(int)ActEntity.Person} AND r.before IS NOT NULL
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, cover_face_id = excluded.cover_face_id,
                is_hidden = excluded.is_hidden, ignored_as = excluded.ignored_as
            """,
            cancellationToken);
    }

    // A face whose photo is gone meanwhile has no row to restore.
    private async Task RestoreFacesAsync(CancellationToken cancellationToken)
    {
        // Files before their faces, as scans and analyses take them: nobody waits in a circle.
        await act.ExecuteAsync(
            $"""
            SELECT 1 FROM media WHERE id IN (
                SELECT (before ->> 'media_id')::uuid FROM reversal
                WHERE entity = {(int)ActEntity.Face} AND before IS NOT NULL AND after IS NULL)
            ORDER BY id FOR SHARE
            """,
            cancellationToken);
        await CheckPlacesAsync(cancellationToken);
        await act.ExecuteAsync(
            $"""
            UPDATE faces f SET person_id = p.person_id, assigned_by = p.assigned_by, similarity = p.similarity,
                grouped_at = p.grouped_at, ignored_as = p.ignored_as
            FROM reversal r, jsonb_populate_record(NULL::faces, r.before) p
            WHERE r.entity = {(int)ActEntity.Face} AND r.before IS NOT NULL AND f.id = r.key
            """,
            cancellationToken);
        // One that was removed comes back without its vector, which nobody kept: a worker describes it anew.
        await act.ExecuteAsync(
            $"""
            INSERT INTO faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version,
                person_id, assigned_by, similarity, grouped_at, size_pixels, sharpness, frontality, time_seconds, ignored_as,
                origin)
            SELECT p.id, p.media_id, p.owner_id, p.x, p.y, p.width, p.height, p.landmarks, p.score, p.quality, '\x'::bytea, '',
                p.person_id, p.assigned_by, p.similarity, p.grouped_at, p.size_pixels, p.sharpness, p.frontality,
                p.time_seconds, p.ignored_as, p.origin
            FROM reversal r, jsonb_populate_record(NULL::faces, r.before) p
            WHERE r.entity = {(int)ActEntity.Face} AND r.before IS NOT NULL AND r.after IS NULL
              AND EXISTS (SELECT 1 FROM media WHERE id = p.media_id)
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        await act.ExecuteAsync(
            $"""
            DELETE FROM faces WHERE id IN (
                SELECT key FROM reversal WHERE entity = {(int)ActEntity.Face} AND before IS NULL)
            """,
            cancellationToken);
    }

    /// <summary>Somebody may have drawn the face anew since it was removed, or an analysis have found it.</summary>
    private async Task CheckPlacesAsync(CancellationToken cancellationToken)
    {
        var removed = await act.ReadAsync(
            $"""
            SELECT p.media_id, p.x, p.y, p.width, p.height FROM reversal r, jsonb_populate_record(NULL::faces, r.before) p
            WHERE r.entity = {(int)ActEntity.Face} AND r.before IS NOT NULL AND r.after IS NULL
            """,
            row => (Media: row.GetGuid(0),
                Box: new ImageBox(row.GetFloat(1), row.GetFloat(2), row.GetFloat(3), row.GetFloat(4))),
            cancellationToken);
        if (removed.Count == 0)
            return;
        await FreePlace.HoldAsync(act, cancellationToken);
        foreach (var (media, box) in removed)
            await FreePlace.CheckAsync(act, media, box, cancellationToken);
    }

    private async Task RestoreLinksAsync(CancellationToken cancellationToken)
    {
        await act.ExecuteAsync(
            $"""
            DELETE FROM face_rejections l USING reversal r
            WHERE r.entity = {(int)ActEntity.Rejection} AND r.before IS NULL AND l.face_id = r.key AND l.person_id = r.other_key
            """,
            cancellationToken);
        await act.ExecuteAsync(
            $"""
            INSERT INTO face_rejections SELECT l.* FROM reversal r, jsonb_populate_record(NULL::face_rejections, r.before) l
            WHERE r.entity = {(int)ActEntity.Rejection} AND r.before IS NOT NULL
              AND EXISTS (SELECT 1 FROM faces WHERE id = l.face_id)
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        await act.ExecuteAsync(
            $"""
            DELETE FROM person_differences l USING reversal r
            WHERE r.entity = {(int)ActEntity.Difference} AND r.before IS NULL AND l.first_id = r.key AND l.second_id = r.other_key
            """,
            cancellationToken);
        await act.ExecuteAsync(
            $"""
            INSERT INTO person_differences
            SELECT l.* FROM reversal r, jsonb_populate_record(NULL::person_differences, r.before) l
            WHERE r.entity = {(int)ActEntity.Difference} AND r.before IS NOT NULL
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        await act.ExecuteAsync(
            $"""
            DELETE FROM photo_releases l USING reversal r
            WHERE r.entity = {(int)ActEntity.Release} AND r.before IS NULL AND l.media_id = r.key
            """,
            cancellationToken);
        await act.ExecuteAsync(
            $"""
            INSERT INTO photo_releases SELECT l.* FROM reversal r, jsonb_populate_record(NULL::photo_releases, r.before) l
            WHERE r.entity = {(int)ActEntity.Release} AND r.before IS NOT NULL
              AND EXISTS (SELECT 1 FROM media WHERE id = l.media_id)
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        await act.ExecuteAsync(
            $"""
            DELETE FROM contact_people l USING reversal r
            WHERE r.entity = {(int)ActEntity.ContactLink} AND r.before IS NULL AND l.contact_id = r.key
            """,
            cancellationToken);
        await act.ExecuteAsync(
            $"""
            INSERT INTO contact_people SELECT l.* FROM reversal r, jsonb_populate_record(NULL::contact_people, r.before) l
            WHERE r.entity = {(int)ActEntity.ContactLink} AND r.before IS NOT NULL
              AND EXISTS (SELECT 1 FROM contacts WHERE id = l.contact_id)
            ON CONFLICT (contact_id) DO UPDATE SET person_id = excluded.person_id, similarity = excluded.similarity,
                linked_at = excluded.linked_at
            """,
            cancellationToken);
    }

    /// <summary>A face that goes back, gives way, or is drawn no longer, may have been chosen since to stand for its person.</summary>
    private async Task DropLostCoversAsync(CancellationToken cancellationToken)
    {
        await act.ExecuteAsync(
            """
            UPDATE people p SET cover_face_id = NULL FROM faces f
            WHERE p.owner_id = $1 AND f.id = p.cover_face_id AND f.person_id IS DISTINCT FROM p.id
            """,
            cancellationToken, act.OwnerId);
        await act.ExecuteAsync(
            $"""
            UPDATE people SET cover_face_id = NULL
            WHERE owner_id = $1 AND cover_face_id IN (
                SELECT key FROM reversal WHERE entity = {(int)ActEntity.Face} AND before IS NULL)
            """,
            cancellationToken, act.OwnerId);
    }

    /// <summary>Faces that groupings have put to a person whom this act made wait for the next grouping.</summary>
    private async Task RemoveMadePeopleAsync(CancellationToken cancellationToken)
    {
        var made = $"(SELECT key FROM reversal WHERE entity = {(int)ActEntity.Person} AND before IS NULL)";
        await act.ExecuteAsync(
            $"""
            UPDATE faces SET person_id = NULL, assigned_by = {(int)FaceAssignment.None}, similarity = NULL, grouped_at = NULL
            WHERE person_id IN {made}
            """,
            cancellationToken);
        await act.ExecuteAsync($"DELETE FROM people WHERE id IN {made}", cancellationToken);
    }
}
