using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Accounts;
using Recognize.Models.Library;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class MediaLibraryConfiguration : IEntityTypeConfiguration<MediaLibrary>
{
    public void Configure(EntityTypeBuilder<MediaLibrary> builder)
    {
        builder.ToTable("libraries");
        // Known to the database, too, so that programs from before it can still add libraries.
        builder.Property(library => library.IsWatched).HasDefaultValue(true);
        builder.HasIndex(library => new { library.OwnerId, library.RootPath }, "libraries_owner_root").IsUnique();
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(library => library.OwnerId);
    }
}

internal sealed class MediaItemConfiguration : IEntityTypeConfiguration<MediaItem>
{
    public void Configure(EntityTypeBuilder<MediaItem> builder)
    {
        builder.ToTable("media");
        builder.Property(item => item.Kind).HasConversion<short>();

        // Byte order, as the scanner walks: a scan is a merge of two streams in the same order.
        builder.Property(item => item.RelativePath).UseCollation("C");
        builder.Property(item => item.TakenAt).HasColumnType("timestamp without time zone");
        // Kept by a trigger.
        builder.Property(item => item.LocalAt).HasColumnType("timestamp without time zone").ValueGeneratedOnAddOrUpdate();
        builder.HasIndex(item => new { item.LibraryId, item.RelativePath }, "media_library_path").IsUnique();
        builder.HasIndex(item => new { item.LibraryId, item.SizeBytes }, "media_library_size");
        builder.HasIndex(item => new { item.OwnerId, item.SortAt, item.Id }, "media_timeline")
            .IsDescending()
            .HasFilter("removed_at is null");
        builder.HasIndex(item => new { item.LibraryId, item.SortAt, item.Id }, "media_library_timeline")
            .IsDescending()
            .HasFilter("removed_at is null");
        // Pictures by day; songs have no place among them.
        builder.HasIndex(item => new { item.OwnerId, item.LocalAt, item.Id }, "media_days")
            .IsDescending()
            .HasFilter("removed_at IS NULL AND kind <> 2");
        builder.HasIndex(item => item.ContentHash, "media_content_hash").HasFilter("content_hash IS NOT NULL");
        builder.HasIndex(item => item.RemovedAt, "media_removed").HasFilter("removed_at is not null");
        builder.HasIndex(item => new { item.OwnerId, item.CameraModel, item.CameraMake }, "media_cameras")
            .HasFilter("removed_at IS NULL AND camera_model IS NOT NULL");
        builder.HasIndex(item => new { item.OwnerId, item.Artist }, "media_artists")
            .HasFilter("removed_at IS NULL AND kind = 2 AND artist IS NOT NULL");
        builder.HasIndex(item => new { item.OwnerId, item.Album, item.Artist }, "media_albums")
            .HasFilter("removed_at IS NULL AND kind = 2 AND album IS NOT NULL");
        builder.HasIndex(item => new { item.OwnerId, item.Id }, "media_music").HasFilter("removed_at IS NULL AND kind = 2");
        builder.HasOne<MediaLibrary>().WithMany().HasForeignKey(item => item.LibraryId);
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(item => item.OwnerId);
    }
}

internal sealed class ScanProblemConfiguration : IEntityTypeConfiguration<ScanProblem>
{
    public void Configure(EntityTypeBuilder<ScanProblem> builder)
    {
        builder.ToTable("scan_problems");
        builder.HasIndex(problem => problem.LibraryId, "scan_problems_library");
        builder.HasOne<MediaLibrary>().WithMany().HasForeignKey(problem => problem.LibraryId);
    }
}

internal sealed class AnalysisEntryConfiguration : IEntityTypeConfiguration<AnalysisEntry>
{
    public void Configure(EntityTypeBuilder<AnalysisEntry> builder)
    {
        builder.ToTable("analysis");
        builder.HasKey(entry => new { entry.MediaId, entry.Task });
        builder.Property(entry => entry.Task).HasConversion<short>();
        builder.Property(entry => entry.State).HasConversion<short>();
        builder.Property(entry => entry.ErrorKind).HasConversion<short?>();

        // Filled by triggers, and read back when a row is added.
        builder.Property(entry => entry.LibraryId).ValueGeneratedOnAddOrUpdate();
        builder.Property(entry => entry.IsRemoved).ValueGeneratedOnAddOrUpdate();

        // Partial indexes: a claim, a retry and a look for lost leases cost the same in a library of a million files.
        builder.HasIndex(
                entry => new { entry.LibraryId, entry.Task, entry.Priority, entry.DueAt, entry.MediaId }, "analysis_claim")
            .HasFilter("state = 0 and crashes = 0 and not is_removed");
        builder.HasIndex(
                entry => new { entry.LibraryId, entry.Task, entry.Priority, entry.DueAt, entry.MediaId }, "analysis_suspects")
            .HasFilter("state = 0 and crashes > 0 and not is_removed");
        builder.HasIndex(
                entry => new { entry.LibraryId, entry.Task, entry.State, entry.PackVersion }, "analysis_standing")
            .HasFilter("state >= 2");
        builder.HasIndex(entry => entry.LeaseUntil, "analysis_leases").HasFilter("state = 1");
        builder.HasIndex(
                entry => new { entry.LibraryId, entry.IsRemoved, entry.FinishedAt, entry.MediaId, entry.Task }, "analysis_failures")
            .IsDescending(false, false, true, false, false)
            .HasFilter("state in (3, 4)");
        builder.HasOne<MediaItem>().WithMany().HasForeignKey(entry => entry.MediaId);
    }
}

internal sealed class AnalysisCountConfiguration : IEntityTypeConfiguration<AnalysisCount>
{
    public void Configure(EntityTypeBuilder<AnalysisCount> builder)
    {
        // Rows are only added and summed: a key would cost every writer, and serve nobody.
        builder.ToTable("analysis_counts").HasNoKey();
        builder.Property(count => count.Task).HasConversion<short>();
        builder.Property(count => count.State).HasConversion<short>();
    }
}

internal sealed class MonthCountConfiguration : IEntityTypeConfiguration<MonthCount>
{
    public void Configure(EntityTypeBuilder<MonthCount> builder)
    {
        // Several rows for a month, which are summed.
        builder.ToTable("month_counts").HasNoKey();
        builder.HasIndex(count => new { count.OwnerId, count.Month }, "month_counts_month");
    }
}

internal sealed class TaskVersionConfiguration : IEntityTypeConfiguration<TaskVersion>
{
    public void Configure(EntityTypeBuilder<TaskVersion> builder)
    {
        builder.ToTable("task_versions");
        builder.HasKey(version => version.Task);
        builder.Property(version => version.Task).HasConversion<short>().ValueGeneratedNever();
    }
}

internal sealed class WorkMinuteConfiguration : IEntityTypeConfiguration<WorkMinute>
{
    public void Configure(EntityTypeBuilder<WorkMinute> builder)
    {
        builder.ToTable("work_minutes");
        builder.HasKey(work => new { work.Minute, work.OwnerId, work.Task, work.WorkerId });
        builder.Property(work => work.Task).HasConversion<short>();
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(work => work.OwnerId);
    }
}
