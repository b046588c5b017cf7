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
/// an owner who has not agreed. Safe to repeat: each portrait is one transaction.
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
        foreach (var id in ids)
            await LookAsync(ownerId, id, recognizer, cancellationToken);
        return ids.Count;
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
        return (recognizer, Own(database, ownerId).Where(portrait =>
            portrait.Image != null && portrait.State != PortraitState.Dismissed && portrait.PackVersion != recognizer.PackVersion));
    }

    /// <summary>After a "no" no vector of a portrait stays; the photos do, they are the owner's own address book.</summary>
    private async Task ForgetAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var own = Own(database, ownerId).Where(portrait => portrait.PackVersion != null);
        await database.ContactPortraitFaces.Where(face => own.Any(portrait => portrait.Id == face.PortraitId))
            .ExecuteDeleteAsync(cancellationToken);
        var contacts = await own.Select(portrait => portrait.ContactId).Distinct().ToListAsync(cancellationToken);
        await own.Where(portrait => portrait.State != PortraitState.Dismissed).ExecuteUpdateAsync(
            row => row.SetProperty(portrait => portrait.State, PortraitState.Waiting)
                .SetProperty(portrait => portrait.Reason, ContactStore.WaitsForConsent)
                .SetProperty(portrait => portrait.PackVersion, (string?)null)
                .SetProperty(portrait => portrait.ChosenFace, (short?)null)
                .SetProperty(portrait => portrait.IsAccepted, false),
            cancellationToken);
        foreach (var contact in await database.Contacts.AsTracking().Where(row => contacts.Contains(row.Id)).ToListAsync(cancellationToken))
            await ContactStates.RefreshAsync(database, contact, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task LookAsync(Guid ownerId, Guid portraitId, FaceRecognizer recognizer, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // The owner's answer is held until the faces are stored; after a "no" the next run takes them away.
        var agreed = await database.Database
            .SqlQuery<bool>(
                $"""
                SELECT coalesce((SELECT c.given FROM face_consents c WHERE c.user_id = u.id ORDER BY c.answered_at DESC LIMIT 1), false) AS "Value"
                FROM users u WHERE u.id = {ownerId} FOR SHARE
                """)
            .ToListAsync(cancellationToken);
        var portrait = await database.ContactPortraits
            .FromSql($"SELECT * FROM contact_portraits WHERE id = {portraitId} FOR UPDATE").AsTracking().SingleOrDefaultAsync(cancellationToken);
        if (agreed is not [true] || portrait?.Image is not { } image || portrait.PackVersion == recognizer.PackVersion)
            return;
        using var seal = await keys.WritingAsync(
            (NpgsqlConnection)database.Database.GetDbConnection(), ownerId, cancellationToken);
        var before = await database.ContactPortraitFaces
            .Where(face => face.PortraitId == portraitId && face.Number == portrait.ChosenFace).SingleOrDefaultAsync(cancellationToken);
        var read = reader.Read(seal.Open(image, SealedRow.Portrait(portraitId)), recognizer, cancellationToken);
        await database.ContactPortraitFaces.Where(face => face.PortraitId == portraitId).ExecuteDeleteAsync(cancellationToken);
        database.ContactPortraitFaces.AddRange(read.Faces.Select((face, number) => new ContactPortraitFace
        {
            PortraitId = portraitId, Number = (short)number, X = face.Box.X, Y = face.Box.Y, Width = face.Box.Width,
            Height = face.Box.Height, Quality = face.Quality,
            Embedding = seal.Seal(face.Embedding, SealedRow.PortraitFace(portraitId, number, recognizer.PackVersion)),
        }));
        Judge(portrait, read, before);
        portrait.PackVersion = recognizer.PackVersion;
        await database.SaveChangesAsync(cancellationToken);
        var contact = await database.Contacts.AsTracking().SingleAsync(row => row.Id == portrait.ContactId, cancellationToken);
        await ContactStates.RefreshAsync(database, contact, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
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
