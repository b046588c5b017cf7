using Npgsql;
using Recognize.Models.Erasure;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Erasure;

/// <summary>Erases all that face recognition has made for a user, of photos and of contacts' portraits.</summary>
internal sealed class FaceErasure(NpgsqlDataSource database)
{
    private const int Batch = 5_000;

    // People and what users did to them; what groupings and matchings have worked out.
    private static readonly string[] OwnedTables =
    [
        "next_faces", "person_suggestions", "suggestion_runs", "recluster_runs", "person_acts", "face_indexes", "face_versions",
        "contact_matchings", "person_changes", "person_counts", "refused_people",
    ];

    public async Task RunAsync(Guid ownerId, ErasureReport report, Action progress, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        int deleted;
        do
        {
            deleted = await connection.ExecuteAsync(
                "DELETE FROM faces WHERE id IN (SELECT id FROM faces WHERE owner_id = $1 LIMIT $2)",
                cancellationToken, ownerId, Batch);
            report.Faces += deleted;
            progress();
        }
        while (deleted == Batch);
        report.Faces += await connection.ExecuteAsync(
            "DELETE FROM refused_faces f USING refused_people p WHERE p.id = f.refused_person_id AND p.owner_id = $1",
            cancellationToken, ownerId);
        report.People += await connection.ExecuteAsync("DELETE FROM people WHERE owner_id = $1", cancellationToken, ownerId);
        report.Contacts += await connection.ExecuteAsync(
            """
            DELETE FROM contact_portrait_faces f USING contact_portraits p, contacts c
            WHERE p.id = f.portrait_id AND c.id = p.contact_id AND c.owner_id = $1
            """,
            cancellationToken, ownerId);
        await connection.ExecuteAsync(
            "DELETE FROM photo_releases r USING media m WHERE m.id = r.media_id AND m.owner_id = $1", cancellationToken, ownerId);
        foreach (var table in OwnedTables)
            await connection.ExecuteAsync($"DELETE FROM {table} WHERE owner_id = $1", cancellationToken, ownerId);
    }
}
