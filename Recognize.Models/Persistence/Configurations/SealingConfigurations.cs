using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Accounts;
using Recognize.Models.Sealing;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class OwnerKeyConfiguration : IEntityTypeConfiguration<OwnerKey>
{
    public void Configure(EntityTypeBuilder<OwnerKey> builder)
    {
        builder.ToTable("owner_keys");
        builder.HasKey(key => new { key.OwnerId, key.Number });
        builder.Property(key => key.Number).ValueGeneratedNever();
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(key => key.OwnerId);
    }
}
