using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Erasure;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence;
using Recognize.Worker.Erasure;

namespace Recognize.Worker.Jobs.Handlers;

/// <summary>Erases what its subject says, and what the database's files would still hold of it.</summary>
internal sealed class EraseHandler(
    IDbContextFactory<RecognizeDbContext> databases, NpgsqlDataSource connections, FaceConsentLedger consents,
    UserAdministration administration, OwnerStandstill standstill, FileErasure files, FaceErasure faces, PersonErasure people,
    UserErasure users, StorageRewrite storage, RecognizeHome home) : IJobHandler
{
    // What is remembered of work and set by admins; the schema's own tables stay.
    private static readonly string[] InstallationTables =
    [
        "system_settings", "contact_servers", "work_minutes", "work_pauses", "task_versions", "tag_counts", "month_counts",
        "person_counts", "person_changes", "analysis_counts", "media_tags", "tags",
    ];

    public string Kind => JobKinds.Erase;

    public bool IsHeavy => false;

    public bool HeedsLimits => false;

    public bool IsPossible => true;

    public async Task<string> RunAsync(JobInHand job, CancellationToken cancellationToken)
    {
        if (!ErasureTarget.TryParse(job.Subject, out var target))
            throw new JobRefusedException("The job does not say what to erase.");
        var report = new ErasureReport();
        switch (target.Kind)
        {
            case ErasureKind.Faces:
                await EraseFacesAsync(target.Id!.Value, report, Tell, cancellationToken);
                break;
            case ErasureKind.Library:
                await EraseLibraryAsync(target, report, Tell, cancellationToken);
                break;
            case ErasureKind.Person:
                await ErasePersonAsync(target, report, cancellationToken);
                break;
            case ErasureKind.User:
                await KeepOutAsync(target.Id!.Value, cancellationToken);
                await EraseUserAsync(target.Id!.Value, report, Tell, cancellationToken);
                break;
            default:
                await EraseEverythingAsync(job, report, Tell, cancellationToken);
                break;
        }
        await storage.RunAsync(report, Tell, cancellationToken);
        return JsonSerializer.Serialize(report, JsonSerializerOptions.Web);

        void Tell() => job.Report(report.Files + report.Faces + report.TablesRewritten, null);
    }

    private async Task EraseFacesAsync(
        Guid ownerId, ErasureReport report, Action tell, CancellationToken cancellationToken)
    {
        // First of all no new ones, by a request that waits for an admin neither.
        if ((await consents.StatusAsync(ownerId, cancellationToken)).State
            is not (FaceConsentState.Unanswered or FaceConsentState.Declined))
            await consents.RecordAsync(ownerId, given: false, "erasure", cancellationToken);
        await standstill.BeginAsync(ownerId, cancellationToken);
        // The owner's keys stay: they open the contacts' portraits, which are pictures that users gave.
        await faces.RunAsync(ownerId, report, tell, cancellationToken);
        // They name people with their places on photos.
        await users.DeleteExportsAsync(ownerId, report, cancellationToken);
        await RecordAsync(ownerId, "Everything that face recognition had made was erased.", cancellationToken);
        await standstill.EndAsync(ownerId, cancellationToken);
    }

    private async Task EraseLibraryAsync(
        ErasureTarget target, ErasureReport report, Action tell, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        // Begun again after a crash, the row may be gone, and the owner's work still stand still.
        var owner = target.OwnerId ?? await database.Libraries.Where(row => row.Id == target.Id)
            .Select(row => (Guid?)row.OwnerId).SingleOrDefaultAsync(cancellationToken);
        if (owner is not { } ownerId || !await database.Users.AnyAsync(user => user.Id == ownerId, cancellationToken))
            return;
        await standstill.BeginAsync(ownerId, cancellationToken);
        await files.RunAsync(target.Id!.Value, report, tell, cancellationToken);
        await users.DeleteExportsAsync(ownerId, report, cancellationToken);
        await RecordAsync(ownerId, "A library was erased.", cancellationToken);
        await standstill.EndAsync(ownerId, cancellationToken);
    }

    private async Task ErasePersonAsync(ErasureTarget target, ErasureReport report, CancellationToken cancellationToken)
    {
        var ownerId = target.OwnerId!.Value;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (!await database.Users.AnyAsync(user => user.Id == ownerId, cancellationToken))
            return;
        await standstill.BeginAsync(ownerId, cancellationToken);
        await people.RunAsync(ownerId, target.Id!.Value, report, cancellationToken);
        // They name people with their places on photos.
        await users.DeleteExportsAsync(ownerId, report, cancellationToken);
        await RecordAsync(ownerId, "A person was erased, with all faces.", cancellationToken);
        await standstill.EndAsync(ownerId, cancellationToken);
    }

    private async Task EraseUserAsync(Guid userId, ErasureReport report, Action tell, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (!await database.Users.AnyAsync(user => user.Id == userId, cancellationToken))
            return;
        await database.ApiTokens.Where(token => token.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await standstill.BeginAsync(userId, cancellationToken);
        var libraries = await database.Libraries.Where(library => library.OwnerId == userId)
            .Select(library => library.Id).ToListAsync(cancellationToken);
        foreach (var library in libraries)
            await files.RunAsync(library, report, tell, cancellationToken);
        await users.RunAsync(userId, report, cancellationToken);
    }

    private async Task RecordAsync(Guid ownerId, string summary, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var name = await database.Users.Where(user => user.Id == ownerId).Select(user => user.Name).SingleAsync(cancellationToken);
        await connections.AppendAsync(
            new AuditRecord("erasure", AuditActions.Erased, summary) { About = new AuditSubject(ownerId, name) }, cancellationToken);
    }

    /// <summary>The same rule and lock as for disabling: whoever is erased is kept out before anything else happens.</summary>
    private async Task KeepOutAsync(Guid userId, CancellationToken cancellationToken)
    {
        if (await administration.SetDisabledAsync(userId, isDisabled: true, "erasure", cancellationToken) == UserChange.LastAdmin)
            throw new JobRefusedException("This is the only admin who may sign in: make another one first, or erase everything.");
    }

    private async Task EraseEverythingAsync(
        JobInHand job, ErasureReport report, Action tell, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var user in await database.Users.Select(user => user.Id).ToListAsync(cancellationToken))
            await EraseUserAsync(user, report, tell, cancellationToken);
        await using var connection = await connections.OpenConnectionAsync(cancellationToken);
        foreach (var table in InstallationTables)
            await connection.ExecuteAsync($"DELETE FROM {table}", cancellationToken);
        await connection.ExecuteAsync("DELETE FROM job_runs WHERE id <> $1", cancellationToken, job.Id);
        await connection.ExecuteAsync("DELETE FROM workers WHERE stopped_at IS NOT NULL", cancellationToken);
        foreach (var folder in (string[])[home.Thumbnails, home.Exports, home.LandmarkSignatures])
            Empty(folder);
    }

    private static void Empty(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var inside in Directory.EnumerateDirectories(folder))
            Directory.Delete(inside, recursive: true);
        foreach (var file in Directory.EnumerateFiles(folder))
            File.Delete(file);
    }
}
