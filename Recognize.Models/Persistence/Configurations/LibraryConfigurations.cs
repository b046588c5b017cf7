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
        builder.HasIndex(item => new { item.LibraryId, item.RelativePath }, "media_library_path").IsUnique();
        builder.HasIndex(item => new { item.LibraryId, item.SizeBytes }, "media_library_size");
        builder.HasIndex(item => new { item.OwnerId, item.SortAt, item.Id }, "media_timeline")
            .IsDescending()
            .HasFilter("removed_at is null");
        builder.HasIndex(item => item.ContentHash, "media_content_hash").HasFilter("content_hash IS NOT NULL");
        builder.HasIndex(item => item.RemovedAt, "media_removed").HasFilter("removed_at is not null");
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

        // Small partial indexes: a claim and a look for lost leases cost the same in a library of a million files.
        builder.HasIndex(entry => new { entry.Priority, entry.DueAt, entry.MediaId }, "analysis_due")
            .HasFilter("state = 0");
        builder.HasIndex(entry => entry.LeaseUntil, "analysis_leases").HasFilter("state = 1");
        builder.HasIndex(entry => new { entry.State, entry.Task }, "analysis_failed").HasFilter("state in (3, 4)");
        builder.HasOne<MediaItem>().WithMany().HasForeignKey(entry => entry.MediaId);
    }
}
