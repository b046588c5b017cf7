using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Accounts;
using Recognize.Models.People.Acts;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class PersonActConfiguration : IEntityTypeConfiguration<PersonAct>
{
    public void Configure(EntityTypeBuilder<PersonAct> builder)
    {
        builder.ToTable("person_acts");
        builder.Property(act => act.Kind).HasConversion<short>();
        builder.HasIndex(act => new { act.OwnerId, act.MadeAt }, "person_acts_owner");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(act => act.OwnerId);
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(act => act.ActorId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class ActChangeConfiguration : IEntityTypeConfiguration<ActChange>
{
    public void Configure(EntityTypeBuilder<ActChange> builder)
    {
        builder.ToTable("act_changes");
        builder.HasKey(change => change.Number);
        builder.Property(change => change.Entity).HasConversion<short>();
        builder.Property(change => change.Before).HasColumnType("jsonb");
        builder.Property(change => change.After).HasColumnType("jsonb");
        builder.HasIndex(change => change.ActId, "act_changes_act");
        builder.HasIndex(change => change.Key, "act_changes_key");
        builder.HasOne<PersonAct>().WithMany().HasForeignKey(change => change.ActId);
    }
}
