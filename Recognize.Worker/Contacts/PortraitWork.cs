using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.Faces;
using Recognize.Models.Media;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Contacts;

/// <summary>
/// Looks for the faces of portraits, also of those that other face models have looked at before. Nothing is computed for
/// an owner or of a contact who has not agreed. Safe to repeat: each portrait is one transaction.
/// </summary>
internal sealed class PortraitWork(
    IDbContextFactory<RecognizeDbContext> databases, FaceConsentLedger consents, PortraitReader reader,
    FaceRecognizerFactory recognizers, OwnerKeys keys)
{
    /// <summary>A face that covers that of an earlier model so far is the same.</summary>
    private const float SameFaceOverlap = 0.4f;

    /// <returns>How many portraits were looked at.</returns>
    public async Task<int> RunAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        if (!await consents.IsGivenAsync(ownerId, cancellationToken))
        {
            await ForgetAsync(ownerId, cancellationToken);
            return 0;
        }
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await DueAsync(database, ownerId, cancellationToken) is not var (recognizer, due))
            return 0;
        var ids = await due.OrderBy(portrait => portrait.Id).Select(portrait => portrait.Id).ToListAsync(cancellationToken);
        var looked = 0;
        foreach (var id in ids)
            looked += await LookAsync(ownerId, id, recognizer, cancellationToken) ? 1 : 0;
        return looked;
    }

    /// <summary>Whether there are portraits to look at, or to forget.</summary>
    public async Task<bool> IsDueAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (!await consents.IsGivenAsync(ownerId, cancellationToken))
        {
            return await Own(database, ownerId).AnyAsync(portrait => portrait.PackVersion != null, cancellationToken);
        }
        return await DueAsync(database, ownerId, cancellationToken) is var (_, due) && await due.AnyAsync(cancellationToken);
    }

    private static IQueryable<ContactPortrait> Own(RecognizeDbContext database, Guid ownerId) =>
        database.ContactPortraits.Where(portrait =>
            database.Contacts.Any(contact => contact.Id == portrait.ContactId && contact.OwnerId == ownerId));

    /// <summary>While an owner's faces are still of the models before, portraits stay comparable with them.</summary>
    private async Task<(FaceRecognizer Recognizer, IQueryable<ContactPortrait> Due)?> DueAsync(
        RecognizeDbContext database, Guid ownerId, CancellationToken cancellationToken)
    {
        if (recognizers.TryGet() is not { } recognizer
            || await database.FaceVersions.AnyAsync(
                version => version.OwnerId == ownerId && version.PackVersion != recognizer.PackVersion, cancellationToken))
            return null;
        return (recognizer, database.ContactPortraits.Where(portrait =>
            portrait.Image != null && portrait.State != PortraitState.Dismissed && portrait.PackVersion != recognizer.PackVersion
            && database.Contacts.Any(contact =>
                contact.Id == portrait.ContactId && contact.OwnerId == ownerId && contact.Answer == ContactAnswer.Agreed)));
    }

    /// <summary>After a "no" no vector of a portrait stays; the photos do, they are the owner's own address book.</summary>
    private async Task ForgetAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var described = await Own(database, ownerId).Where(portrait => portrait.PackVersion != null)
            .Select(portrait => portrait.ContactId).Distinct().ToListAsync(cancellationToken);
        // Contacts before their portraits, in one order for all.
        var contacts = await database.Contacts
            .FromSql($"SELECT * FROM contacts WHERE id = ANY ({described}) ORDER BY id FOR NO KEY UPDATE")
            .AsTracking().ToListAsync(cancellationToken);
        var own = Own(database, ownerId).Where(portrait => portrait.PackVersion != null && described.Contains(portrait.ContactId));
        await database.ContactPortraitFaces.Where(face => own.Any(portrait => portrait.Id == face.PortraitId))
            .ExecuteDeleteAsync(cancellationToken);
        await own.ExecuteUpdateAsync(
            row => row
                .SetProperty(
                    portrait => portrait.Reason,
                    portrait => portrait.State == PortraitState.Dismissed ? portrait.Reason : ContactStates.WaitsForModel)
                .SetProperty(
                    portrait => portrait.State,
                    portrait => portrait.State == PortraitState.Dismissed ? portrait.State : PortraitState.Waiting)
                .SetProperty(portrait => portrait.PackVersion, (string?)null)
                .SetProperty(portrait => portrait.ChosenFace, (short?)null)
                .SetProperty(portrait => portrait.IsAccepted, false),
            cancellationToken);
        foreach (var contact in contacts)
            await ContactStates.RefreshAsync(database, contact, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <returns>Whether what was seen was stored.</returns>
    private async Task<bool> LookAsync(
        Guid ownerId, Guid portraitId, FaceRecognizer recognizer, CancellationToken cancellationToken)
    {
        if (await OpenAsync(ownerId, portraitId, cancellationToken) is not { } photo)
            return false;
        var read = reader.Read(photo, recognizer, cancellationToken);

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var connection = (NpgsqlConnection)database.Database.GetDbConnection();
        if (!await connection.HoldFacePermissionAsync(ownerId, cancellationToken))
            return false;
        // The answers of owner and contact are held until the faces are stored; a "no" comes after, and takes them away.
        var contact = await database.Contacts
            .FromSql(
                $"""
                SELECT * FROM contacts
                WHERE id = (SELECT contact_id FROM contact_portraits WHERE id = {portraitId})
                  AND answer = {(short)ContactAnswer.Agreed}
                FOR NO KEY UPDATE
                """)
            .AsTracking().SingleOrDefaultAsync(cancellationToken);
        var portrait = await database.ContactPortraits
            .FromSql($"SELECT * FROM contact_portraits WHERE id = {portraitId} FOR UPDATE").AsTracking().SingleOrDefaultAsync(cancellationToken);
        if (contact is null || portrait is null || portrait.State == PortraitState.Dismissed
            || portrait.PackVersion == recognizer.PackVersion)
            return false;
        using var seal = await keys.WritingAsync(connection, ownerId, cancellationToken);
        var before = await database.ContactPortraitFaces
            .Where(face => face.PortraitId == portraitId && face.Number == portrait.ChosenFace).SingleOrDefaultAsync(cancellationToken);
        await database.ContactPortraitFaces.Where(face => face.PortraitId == portraitId).ExecuteDeleteAsync(cancellationToken);
        database.ContactPortraitFaces.AddRange(read.Faces.Select((face, number) => new ContactPortraitFace
        {
            PortraitId = portraitId, Number = (short)number, X = face.Box.X, Y = face.Box.Y, Width = face.Box.Width,
            Height = face.Box.Height, Quality = face.Quality,
            Embedding = seal.Seal(face.Embedding, SealedRow.PortraitFace(portraitId, number, recognizer.PackVersion)),
        }));
        Judge(portrait, read, before);
        portrait.PackVersion = recognizer.PackVersion;
        await ContactStates.RefreshAsync(database, contact, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The photo, where owner and contact agree; nothing is locked while it is looked at.</summary>
    private async Task<byte[]?> OpenAsync(Guid ownerId, Guid portraitId, CancellationToken cancellationToken)
    {
        if (!await consents.IsGivenAsync(ownerId, cancellationToken))
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var image = await database.ContactPortraits
            .Where(portrait => portrait.Id == portraitId && database.Contacts.Any(contact =>
                contact.Id == portrait.ContactId && contact.OwnerId == ownerId && contact.Answer == ContactAnswer.Agreed))
            .Select(portrait => portrait.Image).SingleOrDefaultAsync(cancellationToken);
        if (image is null)
            return null;
        using var seal = await keys.ReadingAsync(ownerId, cancellationToken);
        return seal.Open(image, SealedRow.Portrait(portraitId));
    }

    /// <summary>What the owner chose holds for other models, as long as they find that face.</summary>
    private static void Judge(ContactPortrait portrait, ReadPortrait read, ContactPortraitFace? before)
    {
        if (portrait.IsAccepted && before is not null)
        {
            var place = new ImageBox(before.X, before.Y, before.Width, before.Height);
            var same = read.Faces.Index().OrderByDescending(face => face.Item.Box.Overlap(place)).FirstOrDefault();
            if (same.Item is not null && same.Item.Box.Overlap(place) >= SameFaceOverlap)
            {
                (portrait.State, portrait.Reason, portrait.ChosenFace) = (PortraitState.Usable, null, (short)same.Index);
                return;
            }
        }
        portrait.IsAccepted = false;
        (portrait.State, portrait.Reason, portrait.ChosenFace) =
            (read.Verdict.State, read.Verdict.Reason, (short?)read.Verdict.Face);
    }
}
