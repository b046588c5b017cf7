using Npgsql;

namespace Recognize.Models.Persistence;

/// <summary>
/// Which programs and schemas go together. A migration that only adds leaves older programs at work beside newer ones;
/// one that takes something away comes a version later and names the oldest program that can go on.
/// </summary>
public static class SchemaRules
{
    /// <summary>Whether a program is too old for a database.</summary>
    /// <param name="known">Migrations the program knows.</param>
    /// <param name="applied">Migrations the database has.</param>
    /// <param name="oldestProgram">What the database asks for; null for one of before it asked.</param>
    public static bool IsTooOld(
        IReadOnlyCollection<string> known, IReadOnlyCollection<string> applied, string? oldestProgram) =>
        applied.Except(known, StringComparer.Ordinal).Any()
        && (oldestProgram is null || string.CompareOrdinal(known.Max(StringComparer.Ordinal), oldestProgram) < 0);

    /// <summary>The sentence for whoever runs a program that is too old.</summary>
    public static string TooOld(IReadOnlyCollection<string> known, IReadOnlyCollection<string> applied) =>
        "The database's schema is of a newer version of Recognize "
        + $"({applied.Except(known, StringComparer.Ordinal).Max(StringComparer.Ordinal)}): update this program.";

    /// <summary>What the database asks for; null where it does not ask yet.</summary>
    public static async Task<string?> ReadOldestProgramAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var exists = await connection.ReadAsync(
            "SELECT to_regclass('schema_compatibility') IS NOT NULL", row => row.GetBoolean(0), cancellationToken);
        if (!exists[0])
            return null;
        var oldest = await connection.ReadAsync(
            "SELECT oldest_program FROM schema_compatibility", row => row.GetString(0), cancellationToken);
        return oldest.Max(StringComparer.Ordinal);
    }

    /// <summary>Migrations the database has; none of an empty one.</summary>
    public static async Task<IReadOnlyCollection<string>> ReadAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var exists = await connection.ReadAsync(
            """SELECT to_regclass('"__EFMigrationsHistory"') IS NOT NULL""", row => row.GetBoolean(0), cancellationToken);
        return exists[0]
            ? await connection.ReadAsync(
                """SELECT "MigrationId" FROM "__EFMigrationsHistory" """, row => row.GetString(0), cancellationToken)
            : [];
    }
}
