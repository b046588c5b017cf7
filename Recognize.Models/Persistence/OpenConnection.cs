using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Recognize.Models.Persistence;

/// <summary>The connection of a context, open for a while: statements on it are part of the context's transaction.</summary>
internal sealed class OpenConnection : IAsyncDisposable
{
    private readonly RecognizeDbContext _database;

    private OpenConnection(RecognizeDbContext database) => _database = database;

    public NpgsqlConnection Connection => (NpgsqlConnection)_database.Database.GetDbConnection();

    public static async Task<OpenConnection> OfAsync(RecognizeDbContext database, CancellationToken cancellationToken)
    {
        await database.Database.OpenConnectionAsync(cancellationToken);
        return new OpenConnection(database);
    }

    public async ValueTask DisposeAsync() => await _database.Database.CloseConnectionAsync();
}
