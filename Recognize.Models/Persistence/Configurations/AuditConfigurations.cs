using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Auditing;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");
        builder.HasIndex(entry => new { entry.At, entry.Id }, "audit_entries_at");
        builder.HasIndex(entry => new { entry.Action, entry.At }, "audit_entries_action");
        builder.HasIndex(entry => new { entry.ActorId, entry.At }, "audit_entries_actor");
        builder.HasIndex(entry => new { entry.AboutId, entry.At }, "audit_entries_about");
    }
}
