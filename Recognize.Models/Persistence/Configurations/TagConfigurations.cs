using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Tags;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class TagConfiguration : IEntityTypeConfiguration<Tag>
{
    public void Configure(EntityTypeBuilder<Tag> builder)
    {
        builder.ToTable("tags");
        builder.Property(tag => tag.Kind).HasConversion<short>();
        builder.Property(tag => tag.Names).HasColumnType("jsonb").HasConversion(
            names => JsonSerializer.Serialize(names, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<Dictionary<string, string>>(json, JsonSerializerOptions.Default)!,
            new ValueComparer<IReadOnlyDictionary<string, string>>(
                (a, b) => ReferenceEquals(a, b), names => names.Count, names => names));
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
        builder.HasIndex(tag => new { tag.TagId, tag.MediaId }, "media_tags_removed").HasFilter("is_removed");
        builder.HasOne<MediaItem>().WithMany().HasForeignKey(tag => tag.MediaId);
        builder.HasIndex(tag => tag.SetBy, "media_tags_set_by").HasFilter("set_by IS NOT NULL");
        builder.HasOne<Tag>().WithMany().HasForeignKey(tag => tag.TagId);
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(tag => tag.SetBy).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class TagCountConfiguration : IEntityTypeConfiguration<TagCount>
{
    public void Configure(EntityTypeBuilder<TagCount> builder)
    {
        // Several rows for a tag, which are summed.
        builder.ToTable("tag_counts").HasNoKey();
        builder.HasIndex(count => new { count.OwnerId, count.TagId }, "tag_counts_tag");
    }
}

internal sealed class ObjectCountConfiguration : IEntityTypeConfiguration<ObjectCount>
{
    public void Configure(EntityTypeBuilder<ObjectCount> builder)
    {
        builder.ToTable("object_counts");
        builder.HasKey(count => new { count.MediaId, count.TagId });
        builder.HasIndex(count => count.TagId, "object_counts_tag");
        builder.HasOne<MediaItem>().WithMany().HasForeignKey(count => count.MediaId);
        builder.HasOne<Tag>().WithMany().HasForeignKey(count => count.TagId);
    }
}
