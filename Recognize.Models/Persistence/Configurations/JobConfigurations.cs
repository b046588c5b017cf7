using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Accounts;
using Recognize.Models.Jobs;
using Recognize.Models.Library;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class JobRunConfiguration : IEntityTypeConfiguration<JobRun>
{
    public void Configure(EntityTypeBuilder<JobRun> builder)
    {
        builder.ToTable("job_runs");
        builder.Property(run => run.State).HasConversion<short>();
        builder.Property(run => run.Summary).HasColumnType("jsonb");
        builder.HasIndex(run => run.StartedAt, "job_runs_started");
        builder.HasIndex(run => run.RequestedAt, "job_runs_requested");
        builder.HasIndex(run => run.WorkKey, "job_runs_queued_once").IsUnique().HasFilter("state = 4");
        builder.HasIndex(run => new { run.Priority, run.DueAt, run.Id }, "job_runs_queued").HasFilter("state = 4");
        builder.HasIndex(run => run.WorkKey, "job_runs_running").HasFilter("state = 0");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(run => run.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MediaLibrary>().WithMany().HasForeignKey(run => run.LibraryId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class WorkPauseConfiguration : IEntityTypeConfiguration<WorkPause>
{
    public void Configure(EntityTypeBuilder<WorkPause> builder)
    {
        builder.ToTable("work_pauses");
        builder.HasKey(pause => pause.WorkKey);
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(pause => pause.OwnerId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class WorkerRecordConfiguration : IEntityTypeConfiguration<WorkerRecord>
{
    public void Configure(EntityTypeBuilder<WorkerRecord> builder)
    {
        builder.ToTable("workers");
        builder.Property(worker => worker.Status).HasConversion<short>();
        builder.Property(worker => worker.Packs).HasColumnType("jsonb");
        builder.HasIndex(worker => worker.SeenAt, "workers_seen");
    }
}

internal sealed class SystemSettingConfiguration : IEntityTypeConfiguration<SystemSetting>
{
    public void Configure(EntityTypeBuilder<SystemSetting> builder)
    {
        builder.ToTable("system_settings");
        builder.HasKey(setting => setting.Key);
        builder.Property(setting => setting.Value).HasColumnType("jsonb");
    }
}

internal sealed class SchemaCompatibilityConfiguration : IEntityTypeConfiguration<SchemaCompatibility>
{
    public void Configure(EntityTypeBuilder<SchemaCompatibility> builder)
    {
        builder.ToTable("schema_compatibility");
        builder.HasKey(row => row.OldestProgram);
    }
}
