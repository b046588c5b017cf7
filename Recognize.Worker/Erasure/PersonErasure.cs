using Npgsql;
using Recognize.Models.Erasure;
using Recognize.Models.People;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Erasure;

/// <summary>
/// Erases one person, or the entry of one who is not to be recognised, as if no face had ever been found: boxes too. The
/// ledger is left alone, so the files count as analysed, and nothing finds the face again until somebody has them
/// analysed anew or their content changes; then it is an unknown one. One transaction.
/// </summary>
internal sealed class PersonErasure(NpgsqlDataSource database)
{
    public async Task RunAsync(Guid ownerId, Guid personId, ErasureReport report, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await OwnerLock.TakeAsync(connection, ownerId, cancellationToken);
        await connection.ExecuteAsync("SELECT 1 FROM face_versions WHERE owner_id = $1 FOR UPDATE", cancellationToken, ownerId);
        var found = await connection.ReadAsync(
            "SELECT id FROM people WHERE id = $1 AND owner_id = $2 FOR UPDATE", row => row.GetGuid(0), cancellationToken, personId, ownerId);
        if (found.Count > 0)
        {
            var erased = await PersonTraces.EraseAsync(connection, ownerId, personId, cancellationToken);
            report.Faces += erased.Faces;
            report.Contacts += erased.Contacts;
            report.People++;
        }
        report.Faces += await connection.ExecuteAsync(
            """
            DELETE FROM refused_faces f USING refused_people p
            WHERE p.id = $1 AND p.owner_id = $2 AND f.refused_person_id = p.id
            """,
            cancellationToken, personId, ownerId);
        report.People += await connection.ExecuteAsync(
            "DELETE FROM refused_people WHERE id = $1 AND owner_id = $2", cancellationToken, personId, ownerId);
        await transaction.CommitAsync(cancellationToken);
    }
}
