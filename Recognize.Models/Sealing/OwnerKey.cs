namespace Recognize.Models.Sealing;

/// <summary>
/// A data key of an owner, sealed with the master key. Values are written with the highest number. Deleting all of an
/// owner's keys erases everything that is sealed with them, in the database and in every copy of it.
/// Stored in <c>owner_keys</c>.
/// </summary>
public sealed class OwnerKey
{
    public required Guid OwnerId { get; init; }

    /// <summary>From 1 to 65535.</summary>
    public required int Number { get; init; }

    public required byte[] SealedKey { get; set; }

    /// <summary>Fingerprint of the master key; see <see cref="MasterKey.Fingerprint"/>.</summary>
    public required string MasterKey { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when nothing of the owner's is in the clear or sealed with an earlier key.</summary>
    public DateTimeOffset? AllSealedAt { get; set; }
}
