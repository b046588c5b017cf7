using Npgsql;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Models.People.Acts;

/// <summary>An act in the making: one transaction that holds the owner's lock and whose changes are recorded.</summary>
public sealed class ActTransaction
{
    internal ActTransaction(NpgsqlConnection connection, OwnerKeys keys, Guid actId, Guid ownerId, DateTimeOffset now)
    {
        Connection = connection;
        Keys = keys;
        ActId = actId;
        OwnerId = ownerId;
        Now = now;
    }

    /// <summary>Inside the transaction.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Open the owner's vectors.</summary>
    public OwnerKeys Keys { get; }

    public Guid ActId { get; }

    public Guid OwnerId { get; }

    /// <summary>The time of the act.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>One sentence about what was done; the act must set it.</summary>
    public string Summary { get; set; } = "";

    /// <summary>The person that was made, or that remains; told to the actor.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>The face that was made; told to the actor.</summary>
    public Guid? FaceId { get; set; }

    /// <summary>Faces that are in no group now; told to the actor.</summary>
    public IReadOnlyList<Guid> Waiting { get; set; } = [];

    /// <inheritdoc cref="SqlRows.ExecuteAsync"/>
    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values) =>
        Connection.ExecuteAsync(sql, cancellationToken, values);

    /// <inheritdoc cref="SqlRows.ReadAsync"/>
    public Task<List<T>> ReadAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] values) =>
        Connection.ReadAsync(sql, read, cancellationToken, values);
}
