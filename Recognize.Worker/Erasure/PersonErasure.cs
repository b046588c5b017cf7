using Npgsql;
using Recognize.Models.Erasure;
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
        await PersonTraces.HoldAsync(connection, ownerId, cancellationToken);
        var found = await connection.ReadAsync(
            "SELECT id FROM people WHERE id = $1 AND owner_id = $2 FOR UPDATE", row => row.GetGuid(0), cancellationToken, personId, ownerId);
        if (found.Count > 0)
        {
            var erased = await PersonTraces.EraseAsync(connection, ownerId, personId, cancellationToken);
            report.Faces += erased.Faces;
            report.Contacts += erased.Contacts;
            report.People++;
        }
        if (await PersonTraces.EraseRefusalAsync(connection, ownerId, personId, cancellationToken) is { } boxes)
        {
            report.Faces += boxes;
            report.People++;
        }
        await transaction.CommitAsync(cancellationToken);
    }
}
