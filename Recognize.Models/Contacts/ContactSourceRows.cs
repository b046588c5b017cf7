using Microsoft.EntityFrameworkCore;
using Recognize.Models.Persistence;

namespace Recognize.Models.Contacts;

/// <summary>Makes sources of contacts; whoever names one that is there gets that.</summary>
public static class ContactSourceRows
{
    /// <summary>The source of that kind and name, made when it is not there; tracked.</summary>
    /// <param name="database">Within its transaction, if it has one.</param>
    /// <param name="ownerId">Whose contacts.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="name">Unique for the owner and kind.</param>
    /// <param name="address">Of a new one; one that is there keeps its own.</param>
    /// <param name="now">When a new one was made.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    public static async Task<ContactSource> EnsureContactSourceAsync(
        this RecognizeDbContext database, Guid ownerId, ContactSourceKind kind, string name, string? address,
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO contact_sources (id, owner_id, kind, name, address, created_at)
            VALUES ({Guid.CreateVersion7()}, {ownerId}, {(short)kind}, {name}, {address}, {now})
            ON CONFLICT (owner_id, kind, name) DO NOTHING
            """,
            cancellationToken);
        return await database.ContactSources.AsTracking().SingleAsync(
            source => source.OwnerId == ownerId && source.Kind == kind && source.Name == name, cancellationToken);
    }
}
