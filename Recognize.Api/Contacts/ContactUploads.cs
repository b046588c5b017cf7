using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Contacts;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Api.Contacts;

/// <summary>Stores files of cards in parts, for a worker to read; the file is there whole or not at all.</summary>
internal sealed class ContactUploads(
    IDbContextFactory<RecognizeDbContext> databases, OwnerKeys keys, TimeProvider clock)
{
    /// <summary>Bytes of a file that is taken.</summary>
    public const long MostBytes = 200L << 20;

    private const int PartBytes = 1 << 20;

    /// <returns>The source that the file becomes; null when it is larger than what is taken.</returns>
    public async Task<Guid?> StoreAsync(Guid ownerId, string name, Stream content, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var source = await database.EnsureContactSourceAsync(
            ownerId, ContactSourceKind.File, name, address: null, now, cancellationToken);
        var id = Guid.CreateVersion7();
        await database.Database.ExecuteSqlAsync(
            $"INSERT INTO contact_uploads (id, source_id, size_bytes, created_at) VALUES ({id}, {source.Id}, 0, {now})", cancellationToken);
        using var seal = await keys.WritingAsync(
            (NpgsqlConnection)database.Database.GetDbConnection(), ownerId, cancellationToken);
        var (total, number) = (0L, 0);
        var buffer = new byte[PartBytes];
        while (await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) is var read and > 0)
        {
            total += read;
            if (total > MostBytes)
                return null;
            var part = seal.Seal(buffer.AsSpan(0, read), SealedRow.CardFile(id, number));
            await database.Database.ExecuteSqlAsync(
                $"INSERT INTO contact_upload_parts (upload_id, number, content) VALUES ({id}, {number++}, {part})",
                cancellationToken);
        }
        await database.Database.ExecuteSqlAsync($"UPDATE contact_uploads SET size_bytes = {total} WHERE id = {id}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return source.Id;
    }
}
