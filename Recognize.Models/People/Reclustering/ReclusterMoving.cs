using Recognize.Models.People.Acts;

namespace Recognize.Models.People.Reclustering;

/// <summary>The statements that move the faces of a preview, all inside one act.</summary>
internal sealed class ReclusterMoving(ActTransaction act, Guid runId)
{
    public async Task<ReclusterApplied> RunAsync(CancellationToken cancellationToken)
    {
        var planned = (await act.ReadAsync(
            "SELECT count(*) FROM recluster_moves WHERE run_id = $1", row => (int)row.GetInt64(0), cancellationToken, runId))[0];
        await AcceptAsync(cancellationToken);
        await DropWhatNoLongerFitsAsync(cancellationToken);

        var made = await act.ExecuteAsync(
            """
            INSERT INTO people (id, owner_id, is_hidden, created_at, version)
            SELECT DISTINCT to_person_id, $1::uuid, false, $2::timestamptz, 0 FROM accepted_moves WHERE is_new_person
            """,
            cancellationToken, act.OwnerId, act.Now);
        var moved = await act.ExecuteAsync(
            $"""
            UPDATE faces f SET person_id = m.to_person_id, similarity = m.similarity, grouped_at = $1,
                assigned_by = CASE WHEN m.to_person_id IS NULL THEN {(int)FaceAssignment.None} ELSE {(int)FaceAssignment.Cluster} END
            FROM accepted_moves m WHERE m.face_id = f.id
            """,
            cancellationToken, act.Now);
        var removed = await act.ExecuteAsync(
            $"""
            DELETE FROM people p USING recluster_changes c
            WHERE c.run_id = $1 AND c.person_id = p.id AND c.faces_after = 0 AND p.owner_id = $2
              AND NOT EXISTS (SELECT 1 FROM faces f WHERE f.person_id = p.id) AND NOT {AnchoredPeople.Condition}
            """,
            cancellationToken, runId, act.OwnerId);
        return new ReclusterApplied(moved, planned - moved, made, removed);
    }

    /// <summary>The moves whose face is still where the preview saw it, and about which nobody has said anything since.</summary>
    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        // Whoever names a person or confirms a face of it since has seen it as it was, and means it so.
        await act.ExecuteAsync(
            $"""
            CREATE TEMPORARY TABLE settled_people ON COMMIT DROP AS
            SELECT p.id FROM recluster_changes c JOIN people p ON p.id = c.person_id
            WHERE c.run_id = $1 AND NOT c.is_anchored AND {AnchoredPeople.Condition}
            """,
            cancellationToken, runId);
        await act.ExecuteAsync(
            $"""
            CREATE TEMPORARY TABLE accepted_moves ON COMMIT DROP AS
            SELECT m.face_id, m.to_person_id, m.is_new_person, m.similarity, f.media_id, f.time_seconds
            FROM recluster_moves m
            JOIN recluster_runs r ON r.id = m.run_id
            JOIN faces f ON f.id = m.face_id AND f.owner_id = r.owner_id AND f.pack_version = r.pack_version
            JOIN media d ON d.id = f.media_id
            WHERE m.run_id = $1 AND d.removed_at IS NULL AND f.ignored_as IS NULL
              AND f.person_id IS NOT DISTINCT FROM m.from_person_id AND f.assigned_by = m.from_assigned_by
              AND (f.person_id IS NOT NULL OR f.grouped_at IS NOT NULL)
              AND (m.to_person_id IS NULL OR m.is_new_person
                   OR EXISTS (SELECT 1 FROM people p WHERE p.id = m.to_person_id AND p.owner_id = r.owner_id))
              AND NOT EXISTS (SELECT 1 FROM face_rejections x WHERE x.face_id = m.face_id AND x.person_id = m.to_person_id)
              AND NOT EXISTS (SELECT 1 FROM settled_people s WHERE s.id = m.from_person_id)
              AND NOT EXISTS (SELECT 1 FROM settled_people s WHERE s.id = m.to_person_id)
            """,
            cancellationToken, runId);
        await act.ExecuteAsync("CREATE INDEX ON accepted_moves (face_id)", cancellationToken);
        await act.ExecuteAsync("ANALYZE accepted_moves", cancellationToken);
    }

    /// <summary>
    /// What is left of the plan must keep the rules too: nobody twice in a photo, no new person of a single face. A move
    /// that is dropped leaves its face where it is, which may bar another one: until none is dropped any more.
    /// </summary>
    private async Task DropWhatNoLongerFitsAsync(CancellationToken cancellationToken)
    {
        int dropped;
        do
        {
            dropped = await act.ExecuteAsync(
                """
                DELETE FROM accepted_moves a USING (
                    SELECT a.face_id FROM accepted_moves a
                    JOIN faces g ON g.media_id = a.media_id AND g.id <> a.face_id AND g.ignored_as IS NULL
                        AND g.time_seconds IS NOT DISTINCT FROM a.time_seconds
                    LEFT JOIN accepted_moves b ON b.face_id = g.id
                    WHERE a.to_person_id IS NOT NULL
                      AND a.to_person_id = CASE WHEN b.face_id IS NULL THEN g.person_id ELSE b.to_person_id END
                      AND NOT EXISTS (SELECT 1 FROM photo_releases l WHERE l.media_id = a.media_id)) AS twice
                WHERE a.face_id = twice.face_id
                """,
                cancellationToken);
            dropped += await act.ExecuteAsync(
                """
                DELETE FROM accepted_moves WHERE to_person_id IN (
                    SELECT to_person_id FROM accepted_moves WHERE is_new_person GROUP BY to_person_id HAVING count(*) < 2)
                """,
                cancellationToken);
        }
        while (dropped > 0);
    }
}
