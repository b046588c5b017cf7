using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Accounts;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class UserAccountConfiguration : IEntityTypeConfiguration<UserAccount>
{
    public void Configure(EntityTypeBuilder<UserAccount> builder)
    {
        builder.ToTable("users");
        builder.HasIndex(user => user.NormalizedName, "users_normalized_name").IsUnique();
    }
}

internal sealed class ApiTokenConfiguration : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> builder)
    {
        builder.ToTable("api_tokens");
        builder.HasIndex(token => token.TokenHash, "api_tokens_token_hash").IsUnique();
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(token => token.UserId);
    }
}

internal sealed class FaceConsentConfiguration : IEntityTypeConfiguration<FaceConsent>
{
    public void Configure(EntityTypeBuilder<FaceConsent> builder)
    {
        builder.ToTable("face_consents");
        builder.HasIndex(consent => new { consent.UserId, consent.AnsweredAt }, "face_consents_user");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(consent => consent.UserId);
    }
}
