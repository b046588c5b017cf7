using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Accounts;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Reclustering;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class ReclusterRunConfiguration : IEntityTypeConfiguration<ReclusterRun>
{
    public void Configure(EntityTypeBuilder<ReclusterRun> builder)
    {
        builder.ToTable("recluster_runs");
        builder.Ignore(run => run.Settings);
        builder.Property(run => run.State).HasConversion<short>();
        builder.Property(run => run.Stage).HasConversion<short>();
        builder.Property(run => run.Figures).HasColumnType("jsonb");
        builder.Property(run => run.Applied).HasColumnType("jsonb");
        builder.HasIndex(run => new { run.OwnerId, run.RequestedAt }, "recluster_runs_owner");
        builder.HasIndex(run => run.OwnerId, "recluster_runs_active").IsUnique().HasFilter("state in (0, 1)");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(run => run.OwnerId);
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(run => run.RequestedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<PersonAct>().WithMany().HasForeignKey(run => run.ActId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class ReclusterMoveConfiguration : IEntityTypeConfiguration<ReclusterMove>
{
    public void Configure(EntityTypeBuilder<ReclusterMove> builder)
    {
        builder.ToTable("recluster_moves");
        builder.HasKey(move => new { move.RunId, move.FaceId });
        builder.Property(move => move.FromAssignedBy).HasConversion<short>();
        builder.HasOne<ReclusterRun>().WithMany().HasForeignKey(move => move.RunId);
    }
}

internal sealed class ReclusterChangeConfiguration : IEntityTypeConfiguration<ReclusterChange>
{
    public void Configure(EntityTypeBuilder<ReclusterChange> builder)
    {
        builder.ToTable("recluster_changes");
        builder.HasKey(change => new { change.RunId, change.Number });
        builder.Property(change => change.Kinds).HasConversion<short>();
        builder.Property(change => change.Details).HasColumnType("jsonb");
        builder.HasOne<ReclusterRun>().WithMany().HasForeignKey(change => change.RunId);
    }
}

internal sealed class ReclusterConflictConfiguration : IEntityTypeConfiguration<ReclusterConflict>
{
    public void Configure(EntityTypeBuilder<ReclusterConflict> builder)
    {
        builder.ToTable("recluster_conflicts");
        builder.HasKey(conflict => new { conflict.RunId, conflict.Number });
        builder.Property(conflict => conflict.Kind).HasConversion<short>();
        builder.HasOne<ReclusterRun>().WithMany().HasForeignKey(conflict => conflict.RunId);
    }
}
