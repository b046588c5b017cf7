using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Accounts;
using Recognize.Models.Library;
using Recognize.Models.Sharing;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class AlbumConfiguration : IEntityTypeConfiguration<Album>
{
    public void Configure(EntityTypeBuilder<Album> builder)
    {
        builder.ToTable("albums");
        builder.HasIndex(album => new { album.OwnerId, album.Id }, "albums_owner");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(album => album.OwnerId);
        builder.HasOne<MediaItem>().WithMany().HasForeignKey(album => album.CoverMediaId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class AlbumItemConfiguration : IEntityTypeConfiguration<AlbumItem>
{
    public void Configure(EntityTypeBuilder<AlbumItem> builder)
    {
        builder.ToTable("album_items");
        builder.HasKey(item => new { item.AlbumId, item.MediaId });
        builder.HasIndex(item => new { item.AlbumId, item.Position, item.MediaId }, "album_items_order");
        builder.HasOne<Album>().WithMany().HasForeignKey(item => item.AlbumId);
        builder.HasOne<MediaItem>().WithMany().HasForeignKey(item => item.MediaId);
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(item => item.AddedBy).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class ShareConfiguration : IEntityTypeConfiguration<Share>
{
    public void Configure(EntityTypeBuilder<Share> builder)
    {
        builder.ToTable("shares", table => table.HasCheckConstraint(
            "shares_of_one_thing", "(album_id IS NULL) <> (library_id IS NULL)"));
        builder.Property(share => share.Access).HasConversion<short>();
        builder.HasIndex(share => new { share.AlbumId, share.RecipientId }, "shares_album_recipient").IsUnique();
        builder.HasIndex(share => new { share.LibraryId, share.RecipientId }, "shares_library_recipient").IsUnique();
        builder.HasIndex(share => new { share.OwnerId, share.Id }, "shares_owner");
        builder.HasIndex(share => new { share.RecipientId, share.Id }, "shares_recipient");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(share => share.OwnerId);
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(share => share.RecipientId);
        builder.HasOne<Album>().WithMany().HasForeignKey(share => share.AlbumId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MediaLibrary>().WithMany().HasForeignKey(share => share.LibraryId).OnDelete(DeleteBehavior.Cascade);
    }
}
