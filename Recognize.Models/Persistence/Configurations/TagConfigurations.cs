using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Library;
using Recognize.Models.Tags;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class TagConfiguration : IEntityTypeConfiguration<Tag>
{
    public void Configure(EntityTypeBuilder<Tag> builder)
    {
        builder.ToTable("tags");
    }
}

internal sealed class MediaTagConfiguration : IEntityTypeConfiguration<MediaTag>
{
    public void Configure(EntityTypeBuilder<MediaTag> builder)
    {
        builder.ToTable("media_tags");
        builder.HasKey(tag => new { tag.MediaId, tag.TagId, tag.Source });
        builder.Property(tag => tag.Source).HasConversion<short>();
        builder.HasIndex(tag => new { tag.TagId, tag.MediaId }, "media_tags_tag");
        builder.HasOne<MediaItem>().WithMany().HasForeignKey(tag => tag.MediaId);
        builder.HasOne<Tag>().WithMany().HasForeignKey(tag => tag.TagId);
    }
}
