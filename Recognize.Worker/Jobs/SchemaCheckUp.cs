using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Jobs;

/// <summary>Sees when a newer program has taken away what this one needs of the schema.</summary>
/// <param name="known">Migrations this program knows.</param>
internal sealed class SchemaCheckUp(IReadOnlyCollection<string> known)
{
    /// <summary>The newest of them.</summary>
    public string Newest { get; } = known.Max(StringComparer.Ordinal) ?? "";

    /// <summary>A sentence when this program must stop; null when it may go on.</summary>
    public async Task<string?> FindTooOldAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var oldest = await SchemaRules.ReadOldestProgramAsync(connection, cancellationToken);
        if (oldest is null || string.CompareOrdinal(Newest, oldest) >= 0)
            return null;
        return SchemaRules.TooOld(known, await SchemaRules.ReadAppliedAsync(connection, cancellationToken));
    }
}
