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

internal sealed class UserSessionConfiguration : IEntityTypeConfiguration<UserSession>
{
    public void Configure(EntityTypeBuilder<UserSession> builder)
    {
        builder.ToTable("user_sessions");
        builder.HasIndex(session => new { session.UserId, session.SeenAt }, "user_sessions_user");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(session => session.UserId);
    }
}

internal sealed class PasswordLinkConfiguration : IEntityTypeConfiguration<PasswordLink>
{
    public void Configure(EntityTypeBuilder<PasswordLink> builder)
    {
        builder.ToTable("password_links");
        builder.HasKey(link => link.UserId);
        builder.HasIndex(link => link.SecretHash, "password_links_secret_hash").IsUnique();
        builder.HasOne<UserAccount>().WithOne().HasForeignKey<PasswordLink>(link => link.UserId);
    }
}

internal sealed class ProviderLoginConfiguration : IEntityTypeConfiguration<ProviderLogin>
{
    public void Configure(EntityTypeBuilder<ProviderLogin> builder)
    {
        builder.ToTable("provider_logins");
        builder.HasKey(login => new { login.Issuer, login.Subject });
        builder.HasIndex(login => login.UserId, "provider_logins_user");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(login => login.UserId);
    }
}

internal sealed class FaceConsentConfiguration : IEntityTypeConfiguration<FaceConsent>
{
    public void Configure(EntityTypeBuilder<FaceConsent> builder)
    {
        builder.ToTable("face_consents", table => table.HasCheckConstraint("face_consents_given", "NOT given OR kind IN (0, 2)"));
        builder.Property(consent => consent.Kind).HasConversion<short>().HasDefaultValue(FaceConsentKind.Answer);
        builder.HasIndex(consent => new { consent.UserId, consent.AnsweredAt }, "face_consents_user");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(consent => consent.UserId);
    }
}
