using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.People;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class PersonConfiguration : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("people");
        builder.Property(person => person.IgnoredAs).HasConversion<short?>();
        builder.Property(person => person.Version).HasDefaultValue(0L);
        builder.HasIndex(person => person.OwnerId, "people_owner");
        builder.HasIndex(person => person.OwnerId, "people_named").HasFilter("name is not null");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(person => person.OwnerId);
    }
}

internal sealed class FaceConfiguration : IEntityTypeConfiguration<Face>
{
    public void Configure(EntityTypeBuilder<Face> builder)
    {
        builder.ToTable("faces");
        builder.Property(face => face.AssignedBy).HasConversion<short>();
        builder.Property(face => face.IgnoredAs).HasConversion<short?>();
        builder.Property(face => face.Origin).HasConversion<short>().HasDefaultValue(FaceOrigin.Detected);
        // Filled by triggers, and read back when a row is added.
        builder.Property(face => face.IsRemoved).ValueGeneratedOnAddOrUpdate();
        builder.HasIndex(face => face.MediaId, "faces_media");
        // The best face of a person is the first one.
        builder.HasIndex(face => new { face.PersonId, face.MediaId }, "faces_person_media")
            .HasFilter("person_id is not null and not is_removed");
        builder.HasIndex(face => new { face.PersonId, face.Quality, face.Id }, "faces_person_quality")
            .IsDescending(false, true, false).HasFilter("person_id is not null");
        builder.HasIndex(face => face.OwnerId, "faces_ungrouped").HasFilter("grouped_at is null");
        builder.HasIndex(face => new { face.OwnerId, face.PackVersion }, "faces_owner_pack");
        builder.HasIndex(face => new { face.OwnerId, face.GroupingRun }, "faces_grouping_run");
        builder.HasOne<MediaItem>().WithMany().HasForeignKey(face => face.MediaId);
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(face => face.OwnerId);
        builder.HasOne<Person>().WithMany().HasForeignKey(face => face.PersonId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class PersonCountConfiguration : IEntityTypeConfiguration<PersonCount>
{
    public void Configure(EntityTypeBuilder<PersonCount> builder)
    {
        // In the order of the list of people. No reference to a person: what is taken off goes by the triggers.
        builder.ToTable("person_counts").HasKey(count => count.PersonId);
        builder.Property(count => count.PersonId).ValueGeneratedNever();
        builder.HasIndex(count => new { count.OwnerId, count.Faces, count.PersonId }, "person_counts_faces")
            .IsDescending(false, true, false);
    }
}

internal sealed class PersonChangeConfiguration : IEntityTypeConfiguration<PersonChange>
{
    public void Configure(EntityTypeBuilder<PersonChange> builder)
    {
        // Several rows for a person, which are summed.
        builder.ToTable("person_changes").HasNoKey();
        builder.HasIndex(change => new { change.OwnerId, change.PersonId }, "person_changes_person");
    }
}

internal sealed class FaceVersionConfiguration : IEntityTypeConfiguration<FaceVersion>
{
    public void Configure(EntityTypeBuilder<FaceVersion> builder)
    {
        builder.ToTable("face_versions");
        builder.HasKey(version => version.OwnerId);
        builder.Property(version => version.OwnerId).ValueGeneratedNever();
        builder.Property(version => version.GroupingRun).HasDefaultValue(0L);
        builder.Property(version => version.IndexEpoch).HasDefaultValueSql("gen_random_uuid()");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(version => version.OwnerId);
    }
}

internal sealed class NextFaceConfiguration : IEntityTypeConfiguration<NextFace>
{
    public void Configure(EntityTypeBuilder<NextFace> builder)
    {
        builder.ToTable("next_faces");
        builder.Property(face => face.AssignedBy).HasConversion<short>();
        builder.HasIndex(face => face.MediaId, "next_faces_media");
        builder.HasIndex(face => face.OwnerId, "next_faces_owner");
        builder.HasOne<MediaItem>().WithMany().HasForeignKey(face => face.MediaId);
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(face => face.OwnerId);
    }
}

internal sealed class FaceRejectionConfiguration : IEntityTypeConfiguration<FaceRejection>
{
    public void Configure(EntityTypeBuilder<FaceRejection> builder)
    {
        builder.ToTable("face_rejections");
        builder.HasKey(rejection => new { rejection.FaceId, rejection.PersonId });
        builder.HasIndex(rejection => rejection.PersonId, "face_rejections_person");
        builder.HasOne<Face>().WithMany().HasForeignKey(rejection => rejection.FaceId);
        builder.HasOne<Person>().WithMany().HasForeignKey(rejection => rejection.PersonId);
    }
}

internal sealed class PersonDifferenceConfiguration : IEntityTypeConfiguration<PersonDifference>
{
    public void Configure(EntityTypeBuilder<PersonDifference> builder)
    {
        builder.ToTable("person_differences");
        builder.HasKey(difference => new { difference.FirstId, difference.SecondId });
        builder.HasIndex(difference => difference.SecondId, "person_differences_second");
        builder.HasOne<Person>().WithMany().HasForeignKey(difference => difference.FirstId);
        builder.HasOne<Person>().WithMany().HasForeignKey(difference => difference.SecondId);
    }
}

internal sealed class PhotoReleaseConfiguration : IEntityTypeConfiguration<PhotoRelease>
{
    public void Configure(EntityTypeBuilder<PhotoRelease> builder)
    {
        builder.ToTable("photo_releases");
        builder.HasKey(release => release.MediaId);
        builder.Property(release => release.MediaId).ValueGeneratedNever();
        builder.HasOne<MediaItem>().WithMany().HasForeignKey(release => release.MediaId);
    }
}

internal sealed class FaceIndexStateConfiguration : IEntityTypeConfiguration<FaceIndexState>
{
    public void Configure(EntityTypeBuilder<FaceIndexState> builder)
    {
        builder.ToTable("face_indexes");
        builder.HasKey(state => state.OwnerId);
        builder.Property(state => state.OwnerId).ValueGeneratedNever();
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(state => state.OwnerId);
    }
}
