using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.Persistence;

namespace Recognize.Api.Jobs;

/// <summary>Failures by what failed and why.</summary>
internal sealed class FailureGroups(NpgsqlDataSource database)
{
    private const int MostGroups = 50;

    /// <summary>Of each library the latest ones are looked at: a lost disk can make a million.</summary>
    private const int MostOfALibrary = 20_000;

    /// <summary>The most frequent first.</summary>
    /// <param name="ownerId">Of one user's files; null for everybody's.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyList<FailureGroupResponse>> ReadAsync(Guid? ownerId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAsync(
            $"""
            SELECT f.task, f.error_kind, f.reason, count(*) AS failures, max(f.finished_at)
            FROM libraries l
            CROSS JOIN LATERAL (
                SELECT a.task, a.error_kind, a.reason, a.finished_at FROM analysis a
                WHERE a.library_id = l.id AND a.state IN (3, 4) AND NOT a.is_removed
                ORDER BY a.finished_at DESC LIMIT {MostOfALibrary}
            ) AS f
            WHERE $1::uuid IS NULL OR l.owner_id = $1
            GROUP BY f.task, f.error_kind, f.reason ORDER BY failures DESC, f.task, f.error_kind, f.reason LIMIT {MostGroups}
            """,
            row =>
            {
                AnalysisErrorKind? kind = row.IsDBNull(1) ? null : (AnalysisErrorKind)row.GetInt16(1);
                return new FailureGroupResponse(
                    (AnalysisTask)row.GetInt16(0), kind, row.IsDBNull(2) ? null : row.GetString(2), FailureAdvice.Of(kind),
                    row.GetInt64(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4));
            },
            cancellationToken, ownerId is { } id ? id : DBNull.Value);
    }
}
