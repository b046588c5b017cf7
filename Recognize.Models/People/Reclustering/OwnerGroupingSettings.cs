using Npgsql;

namespace Recognize.Models.People.Reclustering;

/// <summary>
/// By which settings an owner's faces are grouped: those of the recluster that was applied last and not taken back. So
/// new faces join by the same rules that made the groups, and taking a recluster back takes its settings back too.
/// </summary>
public static class OwnerGroupingSettings
{
    /// <summary>The settings in effect; <see cref="ReclusterSettings.Default"/> where none were applied.</summary>
    public static async Task<ReclusterSettings> ReadAsync(
        NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT r.threshold, r.minimum_size, r.minimum_quality
            FROM recluster_runs r LEFT JOIN person_acts a ON a.id = r.act_id
            WHERE r.owner_id = $1 AND r.state = {(int)ReclusterState.Applied} AND a.undone_at IS NULL
            ORDER BY r.applied_at DESC, r.id DESC LIMIT 1
            """,
            connection);
        command.Parameters.Add(new() { Value = ownerId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ReclusterSettings(
                reader.GetFloat(0), reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetFloat(2))
            : ReclusterSettings.Default;
    }
}
