using Microsoft.EntityFrameworkCore;
using Recognize.Models.Persistence;

namespace Recognize.Api.Hosting;

/// <summary>
/// Whether the database has exactly the schema that this program knows. Asked before every request until the answer
/// is yes, so that a database that comes up or is migrated later is taken up without a restart.
/// </summary>
internal sealed class SchemaCheck(IDbContextFactory<RecognizeDbContext> databases)
{
    private volatile bool _matches;

    /// <summary>What is wrong, as a sentence with the remedy, or null when the schema fits.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database cannot be reached.</exception>
    public async ValueTask<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        if (_matches)
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var applied = (await database.Database.GetAppliedMigrationsAsync(cancellationToken)).ToHashSet();
        var known = database.Database.GetMigrations().ToHashSet();

        if (!applied.IsSubsetOf(known))
            return "The database was made by a newer version of Recognize: update this program.";
        if (!known.IsSubsetOf(applied))
            return "The database has the schema of an older version of Recognize: run ./recognize migrate.";
        _matches = true;
        return null;
    }
}
