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
        builder.HasIndex(person => person.OwnerId, "people_owner");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(person => person.OwnerId);
    }
}

internal sealed class FaceConfiguration : IEntityTypeConfiguration<Face>
{
    public void Configure(EntityTypeBuilder<Face> builder)
    {
        builder.ToTable("faces");
        builder.Property(face => face.AssignedBy).HasConversion<short>();
        builder.HasIndex(face => face.MediaId, "faces_media");
        builder.HasIndex(face => face.PersonId, "faces_person").HasFilter("person_id is not null");
        builder.HasIndex(face => face.OwnerId, "faces_ungrouped").HasFilter("grouped_at is null");
        builder.HasIndex(face => new { face.OwnerId, face.PackVersion }, "faces_owner_pack");
        builder.HasOne<MediaItem>().WithMany().HasForeignKey(face => face.MediaId);
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(face => face.OwnerId);
        builder.HasOne<Person>().WithMany().HasForeignKey(face => face.PersonId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class FaceVersionConfiguration : IEntityTypeConfiguration<FaceVersion>
{
    public void Configure(EntityTypeBuilder<FaceVersion> builder)
    {
        builder.ToTable("face_versions");
        builder.HasKey(version => version.OwnerId);
        builder.Property(version => version.OwnerId).ValueGeneratedNever();
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
