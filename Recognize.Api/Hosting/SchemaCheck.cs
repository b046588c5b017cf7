using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Api.Hosting;

/// <summary>
/// Whether the database has a schema that this program can work with. Asked before every request until the answer
/// is yes, so that a database that comes up or is migrated later is taken up without a restart.
/// </summary>
internal sealed class SchemaCheck(IDbContextFactory<RecognizeDbContext> databases, NpgsqlDataSource connections)
{
    private volatile bool _matches;

    /// <summary>What is wrong, as a sentence with the remedy, or null when the schema fits.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database cannot be reached.</exception>
    public async ValueTask<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        if (_matches)
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var known = database.Database.GetMigrations().ToList();
        await using var connection = await connections.OpenConnectionAsync(cancellationToken);
        var applied = await SchemaRules.ReadAppliedAsync(connection, cancellationToken);

        if (SchemaRules.IsTooOld(known, applied, await SchemaRules.ReadOldestProgramAsync(connection, cancellationToken)))
            return SchemaRules.TooOld(known, applied);
        if (known.Except(applied, StringComparer.Ordinal).Any())
            return "The database has the schema of an older version of Recognize: run ./recognize migrate.";
        _matches = true;
        return null;
    }
}
