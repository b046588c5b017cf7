using Microsoft.EntityFrameworkCore;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Contacts;
using Recognize.Models.Exports;
using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Reclustering;
using Recognize.Models.People.Refusals;
using Recognize.Models.People.Suggestions;
using Recognize.Models.Sealing;
using Recognize.Models.Sharing;
using Recognize.Models.Tags;

namespace Recognize.Models.Persistence;

/// <summary>The whole database. Schema changes are append-only SQL files in <c>migrations/</c>.</summary>
public sealed class RecognizeDbContext(DbContextOptions<RecognizeDbContext> options) : DbContext(options)
{
    public DbSet<UserAccount> Users => Set<UserAccount>();

    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    public DbSet<UserSession> UserSessions => Set<UserSession>();

    public DbSet<PasswordLink> PasswordLinks => Set<PasswordLink>();

    public DbSet<ProviderLogin> ProviderLogins => Set<ProviderLogin>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<FaceConsent> FaceConsents => Set<FaceConsent>();

    public DbSet<MediaLibrary> Libraries => Set<MediaLibrary>();

    public DbSet<MediaItem> Media => Set<MediaItem>();

    public DbSet<ScanProblem> ScanProblems => Set<ScanProblem>();

    public DbSet<AnalysisEntry> Analysis => Set<AnalysisEntry>();

    public DbSet<AnalysisCount> AnalysisCounts => Set<AnalysisCount>();

    public DbSet<TaskVersion> TaskVersions => Set<TaskVersion>();

    public DbSet<WorkMinute> WorkMinutes => Set<WorkMinute>();

    public DbSet<JobRun> JobRuns => Set<JobRun>();

    public DbSet<CoveredExport> CoveredExports => Set<CoveredExport>();

    public DbSet<WorkerRecord> Workers => Set<WorkerRecord>();

    public DbSet<WorkPause> WorkPauses => Set<WorkPause>();

    public DbSet<SystemSetting> SystemSettings => Set<SystemSetting>();

    public DbSet<SchemaCompatibility> SchemaCompatibilities => Set<SchemaCompatibility>();

    public DbSet<Person> People => Set<Person>();

    public DbSet<Face> Faces => Set<Face>();

    public DbSet<PersonCount> PersonCounts => Set<PersonCount>();

    public DbSet<PersonChange> PersonChanges => Set<PersonChange>();

    public DbSet<FaceVersion> FaceVersions => Set<FaceVersion>();

    public DbSet<NextFace> NextFaces => Set<NextFace>();

    public DbSet<FaceRejection> FaceRejections => Set<FaceRejection>();

    public DbSet<PersonDifference> PersonDifferences => Set<PersonDifference>();

    public DbSet<PhotoRelease> PhotoReleases => Set<PhotoRelease>();

    public DbSet<OwnerKey> OwnerKeys => Set<OwnerKey>();

    public DbSet<FaceIndexState> FaceIndexes => Set<FaceIndexState>();

    public DbSet<PersonAct> PersonActs => Set<PersonAct>();

    public DbSet<ActChange> ActChanges => Set<ActChange>();

    public DbSet<ReclusterRun> ReclusterRuns => Set<ReclusterRun>();

    public DbSet<ReclusterMove> ReclusterMoves => Set<ReclusterMove>();

    public DbSet<ReclusterChange> ReclusterChanges => Set<ReclusterChange>();

    public DbSet<ReclusterConflict> ReclusterConflicts => Set<ReclusterConflict>();

    public DbSet<PersonSuggestion> PersonSuggestions => Set<PersonSuggestion>();

    public DbSet<SuggestionRun> SuggestionRuns => Set<SuggestionRun>();

    public DbSet<RefusedPerson> RefusedPeople => Set<RefusedPerson>();

    public DbSet<RefusedFace> RefusedFaces => Set<RefusedFace>();

    public DbSet<RefusedLook> RefusedLooks => Set<RefusedLook>();

    public DbSet<FaceProblem> FaceProblems => Set<FaceProblem>();

    public DbSet<ContactServer> ContactServers => Set<ContactServer>();

    public DbSet<ContactSource> ContactSources => Set<ContactSource>();

    public DbSet<ContactUpload> ContactUploads => Set<ContactUpload>();

    public DbSet<Contact> Contacts => Set<Contact>();

    public DbSet<ContactConsent> ContactConsents => Set<ContactConsent>();

    public DbSet<ContactPortrait> ContactPortraits => Set<ContactPortrait>();

    public DbSet<ContactPortraitFace> ContactPortraitFaces => Set<ContactPortraitFace>();

    public DbSet<ContactPerson> ContactPeople => Set<ContactPerson>();

    public DbSet<ContactSuggestion> ContactSuggestions => Set<ContactSuggestion>();

    public DbSet<Album> Albums => Set<Album>();

    public DbSet<AlbumItem> AlbumItems => Set<AlbumItem>();

    public DbSet<Share> Shares => Set<Share>();

    public DbSet<Tag> Tags => Set<Tag>();

    public DbSet<MediaTag> MediaTags => Set<MediaTag>();

    public DbSet<TagCount> TagCounts => Set<TagCount>();

    public DbSet<MonthCount> MonthCounts => Set<MonthCount>();

    public DbSet<ObjectCount> ObjectCounts => Set<ObjectCount>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(RecognizeDbContext).Assembly);
        SnakeCaseNames.Apply(modelBuilder);
    }
}
