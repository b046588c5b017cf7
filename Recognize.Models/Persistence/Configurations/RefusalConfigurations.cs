using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.People.Refusals;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class RefusedPersonConfiguration : IEntityTypeConfiguration<RefusedPerson>
{
    public void Configure(EntityTypeBuilder<RefusedPerson> builder)
    {
        builder.ToTable("refused_people");
        builder.HasIndex(person => new { person.OwnerId, person.RefusedAt }, "refused_people_owner");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(person => person.OwnerId);
    }
}

internal sealed class RefusedFaceConfiguration : IEntityTypeConfiguration<RefusedFace>
{
    public void Configure(EntityTypeBuilder<RefusedFace> builder)
    {
        builder.ToTable("refused_faces");
        builder.HasIndex(face => face.MediaId, "refused_faces_media");
        builder.HasIndex(face => face.RefusedPersonId, "refused_faces_person");
        builder.HasOne<RefusedPerson>().WithMany().HasForeignKey(face => face.RefusedPersonId);
        builder.HasOne<MediaItem>().WithMany().HasForeignKey(face => face.MediaId);
    }
}

internal sealed class RefusedLookConfiguration : IEntityTypeConfiguration<RefusedLook>
{
    public void Configure(EntityTypeBuilder<RefusedLook> builder)
    {
        builder.ToTable("refused_looks");
        builder.HasIndex(look => new { look.RefusedPersonId, look.PackVersion }, "refused_looks_person_pack").IsUnique();
        builder.HasOne<RefusedPerson>().WithMany().HasForeignKey(look => look.RefusedPersonId);
    }
}
