using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Accounts;
using Recognize.Models.Exports;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class CoveredExportConfiguration : IEntityTypeConfiguration<CoveredExport>
{
    public void Configure(EntityTypeBuilder<CoveredExport> builder)
    {
        builder.ToTable("covered_exports");
        builder.Property(export => export.Request).HasColumnType("jsonb");
        builder.HasIndex(export => new { export.OwnerId, export.RequestedAt }, "covered_exports_owner");
        builder.HasIndex(export => export.ExpiresAt, "covered_exports_expiry");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(export => export.OwnerId).OnDelete(DeleteBehavior.Cascade);
    }
}
