using Microsoft.Extensions.Logging;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Faces.Index;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Grouping;

/// <summary>
/// The indexes over owners' faces that this process holds in memory, brought up to date by what other workers grouped
/// meanwhile. Entries of faces that moved or went stay: whoever uses a candidate reads its row; but where vectors were
/// erased, the whole index is made anew. Used under the owner's lock, so by one grouping an owner at a time.
/// </summary>
internal sealed class OwnerFaceIndexes(
    NpgsqlDataSource database, OwnerKeys keys, TimeProvider clock, ILogger<OwnerFaceIndexes> log)
{
    /// <summary>The least recently used of more are dropped; they are read again from the database.</summary>
    private const int MostOwners = 8;

    private const int ReadAtOnce = 50_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Entry> _entries = [];

    /// <summary>The index of an owner's faces that groupings up to now have looked at, and the people known so far.</summary>
    /// <param name="connection">In the transaction that holds the owner's lock.</param>
    /// <param name="seal">Opens the owner's vectors.</param>
    /// <param name="ownerId">Whose faces.</param>
    /// <param name="packVersion">The vectors' version.</param>
    /// <param name="dimensions">Length of the vectors.</param>
    /// <param name="cancellationToken">Stops reading; what was read is kept.</param>
    public async Task<(FaceIndex Index, SummedPeople People)> GetAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid ownerId, string packVersion, int dimensions,
        CancellationToken cancellationToken)
    {
        var epoch = await ReadEpochAsync(connection, ownerId, cancellationToken);
        var entry = Find(ownerId, packVersion, dimensions, epoch)
            ?? Keep(ownerId, await LoadAsync(connection, seal, ownerId, packVersion, dimensions, epoch, cancellationToken));
        await CatchUpAsync(connection, seal, ownerId, entry, cancellationToken);
        return (entry.Index, entry.People);
    }

    /// <summary>Told after a grouping was stored: its faces are in the index, and need not be read again.</summary>
    public void Advance(Guid ownerId, long run)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(ownerId, out var entry) && entry.Run == run - 1)
                entry.Run = run;
        }
    }

    /// <summary>Saves the cells of an owner's index if they were made anew since they were saved.</summary>
    public async Task SaveAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        Entry? entry;
        lock (_gate)
            entry = _entries.GetValueOrDefault(ownerId);
        if (entry is null || entry.Index.CellsMadeFrom == entry.SavedCellsMadeFrom)
            return;
        using var state = new MemoryStream();
        entry.Index.Save(state);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The cells are made of vectors: none of them is stored after a "no".
        if (!await connection.HoldFacePermissionAsync(ownerId, cancellationToken))
            return;
        using var seal = await keys.WritingAsync(connection, ownerId, cancellationToken);
        // Not when vectors were erased since it was read: it has means of them.
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO face_indexes (owner_id, pack_version, state, saved_at)
            SELECT $1, $2, $3, $4 FROM (SELECT 1 FROM face_versions WHERE owner_id = $1 AND index_epoch = $5 FOR SHARE) AS held
            ON CONFLICT (owner_id) DO UPDATE
            SET pack_version = excluded.pack_version, state = excluded.state, saved_at = excluded.saved_at
            """,
            connection);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = entry.Index.PackVersion });
        command.Parameters.Add(new()
        {
            Value = seal.Seal(
                state.GetBuffer().AsSpan(0, (int)state.Length), SealedRow.FaceIndex(ownerId, entry.Index.PackVersion)),
        });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = entry.Epoch });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        entry.SavedCellsMadeFrom = entry.Index.CellsMadeFrom;
    }

    private static async Task<Guid> ReadEpochAsync(
        NpgsqlConnection connection, Guid ownerId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT index_epoch FROM face_versions WHERE owner_id = $1", connection);
        command.Parameters.Add(new() { Value = ownerId });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid? ?? Guid.Empty;
    }

    private Entry? Find(Guid ownerId, string packVersion, int dimensions, Guid epoch)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(ownerId, out var entry))
                return null;
            entry.UsedAt = clock.GetTimestamp();
            return entry.Epoch == epoch && entry.Index.PackVersion == packVersion && entry.Index.Dimensions == dimensions
                ? entry : null;
        }
    }

    private Entry Keep(Guid ownerId, Entry entry)
    {
        lock (_gate)
        {
            entry.UsedAt = clock.GetTimestamp();
            _entries[ownerId] = entry;
            // Dropped, not disposed: a grouping of that owner may be using it.
            while (_entries.Count > MostOwners)
                _entries.Remove(_entries.MinBy(pair => pair.Value.UsedAt).Key);
            return entry;
        }
    }

    private async Task<Entry> LoadAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid ownerId, string packVersion, int dimensions, Guid epoch,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT state FROM face_indexes WHERE owner_id = $1 AND pack_version = $2", connection);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = packVersion });
        if (await command.ExecuteScalarAsync(cancellationToken) is byte[] state)
        {
            try
            {
                using var stream = new MemoryStream(seal.Open(state, SealedRow.FaceIndex(ownerId, packVersion)));
                var index = FaceIndex.Load(stream, dimensions, packVersion);
                return new Entry(index, epoch) { SavedCellsMadeFrom = index.CellsMadeFrom };
            }
            catch (Exception useless) when (useless is FaceIndexStateException or SealedValueException)
            {
                // Costs time only: the new cells are saved over the old ones.
                GroupingLog.IndexMadeAnew(log, ownerId, useless.Message);
            }
        }
        return new Entry(new FaceIndex(dimensions, packVersion), epoch);
    }

    private async Task CatchUpAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid ownerId, Entry entry, CancellationToken cancellationToken)
    {
        var run = entry.Run;
        var faces = new List<KeyValuePair<Guid, float[]>>();
        await using (var command = new NpgsqlCommand(
            """
            SELECT id, embedding, grouping_run FROM faces
            WHERE owner_id = $1 AND pack_version = $2 AND grouping_run > $3
            ORDER BY grouping_run
            """,
            connection))
        {
            command.Parameters.Add(new() { Value = ownerId });
            command.Parameters.Add(new() { Value = entry.Index.PackVersion });
            command.Parameters.Add(new() { Value = run });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var id = reader.GetGuid(0);
                faces.Add(new(id, seal.ReadVector(reader, 1, SealedRow.Face(id, entry.Index.PackVersion))));
                run = reader.GetInt64(2);
                if (faces.Count == ReadAtOnce)
                {
                    entry.Index.AddRange(faces);
                    faces.Clear();
                }
            }
        }
        entry.Index.AddRange(faces);
        lock (_gate)
            entry.Run = run;
    }

    private sealed class Entry(FaceIndex index, Guid epoch)
    {
        public FaceIndex Index { get; } = index;

        /// <summary>Of the owner when it was made; see <see cref="Models.People.FaceVersion.IndexEpoch"/>.</summary>
        public Guid Epoch { get; } = epoch;

        public SummedPeople People { get; } = new();

        /// <summary>The last grouping run whose faces are in the index.</summary>
        public long Run { get; set; } = -1;

        public long SavedCellsMadeFrom { get; set; }

        public long UsedAt { get; set; }
    }
}
