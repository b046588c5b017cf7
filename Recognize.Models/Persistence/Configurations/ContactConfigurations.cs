using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts;
using Recognize.Models.People;
using Recognize.Models.People.Acts;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class ContactServerConfiguration : IEntityTypeConfiguration<ContactServer>
{
    public void Configure(EntityTypeBuilder<ContactServer> builder)
    {
        builder.ToTable("contact_servers");
        builder.HasIndex(server => server.Address, "contact_servers_address").IsUnique();
    }
}

internal sealed class ContactSourceConfiguration : IEntityTypeConfiguration<ContactSource>
{
    public void Configure(EntityTypeBuilder<ContactSource> builder)
    {
        builder.ToTable("contact_sources");
        builder.Property(source => source.Kind).HasConversion<short>();
        builder.HasIndex(source => new { source.OwnerId, source.Kind, source.Name }, "contact_sources_owner_name").IsUnique();
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(source => source.OwnerId);
    }
}

internal sealed class ContactUploadConfiguration : IEntityTypeConfiguration<ContactUpload>
{
    public void Configure(EntityTypeBuilder<ContactUpload> builder)
    {
        builder.ToTable("contact_uploads");
        builder.HasOne<ContactSource>().WithMany().HasForeignKey(upload => upload.SourceId);
    }
}

internal sealed class ContactUploadPartConfiguration : IEntityTypeConfiguration<ContactUploadPart>
{
    public void Configure(EntityTypeBuilder<ContactUploadPart> builder)
    {
        builder.ToTable("contact_upload_parts");
        builder.HasKey(part => new { part.UploadId, part.Number });
        builder.HasOne<ContactUpload>().WithMany().HasForeignKey(part => part.UploadId);
    }
}

internal sealed class ContactConfiguration : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> builder)
    {
        builder.ToTable("contacts");
        builder.Property(contact => contact.State).HasConversion<short>();
        builder.Property(contact => contact.Answer).HasConversion<short>().HasDefaultValue(ContactAnswer.Unanswered);
        builder.Property(contact => contact.IsSourceAnswer).HasDefaultValue(false);
        builder.HasIndex(contact => new { contact.SourceId, contact.Key }, "contacts_source_key").IsUnique();
        builder.HasIndex(contact => new { contact.OwnerId, contact.Name, contact.Id }, "contacts_owner_name");
        builder.HasOne<ContactSource>().WithMany().HasForeignKey(contact => contact.SourceId);
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(contact => contact.OwnerId);
    }
}

internal sealed class ContactConsentConfiguration : IEntityTypeConfiguration<ContactConsent>
{
    public void Configure(EntityTypeBuilder<ContactConsent> builder)
    {
        builder.ToTable("contact_consents");
        builder.Property(consent => consent.Answer).HasConversion<short>();
        builder.HasIndex(consent => new { consent.ContactId, consent.AnsweredAt }, "contact_consents_contact");
        builder.HasOne<Contact>().WithMany().HasForeignKey(consent => consent.ContactId);
    }
}

internal sealed class ContactPortraitConfiguration : IEntityTypeConfiguration<ContactPortrait>
{
    public void Configure(EntityTypeBuilder<ContactPortrait> builder)
    {
        builder.ToTable("contact_portraits");
        builder.Property(portrait => portrait.State).HasConversion<short>();
        builder.HasIndex(portrait => new { portrait.ContactId, portrait.Place }, "contact_portraits_contact");
        builder.HasOne<Contact>().WithMany().HasForeignKey(portrait => portrait.ContactId);
    }
}

internal sealed class ContactPortraitFaceConfiguration : IEntityTypeConfiguration<ContactPortraitFace>
{
    public void Configure(EntityTypeBuilder<ContactPortraitFace> builder)
    {
        builder.ToTable("contact_portrait_faces");
        builder.HasKey(face => new { face.PortraitId, face.Number });
        builder.HasOne<ContactPortrait>().WithMany().HasForeignKey(face => face.PortraitId);
    }
}

internal sealed class ContactPersonConfiguration : IEntityTypeConfiguration<ContactPerson>
{
    public void Configure(EntityTypeBuilder<ContactPerson> builder)
    {
        builder.ToTable("contact_people");
        builder.HasKey(link => link.ContactId);
        builder.Property(link => link.ContactId).ValueGeneratedNever();
        builder.HasIndex(link => link.PersonId, "contact_people_person");
        builder.HasOne<Contact>().WithMany().HasForeignKey(link => link.ContactId);
        builder.HasOne<Person>().WithMany().HasForeignKey(link => link.PersonId);
    }
}

internal sealed class ContactActConfiguration : IEntityTypeConfiguration<ContactAct>
{
    public void Configure(EntityTypeBuilder<ContactAct> builder)
    {
        builder.ToTable("contact_acts");
        builder.HasKey(act => new { act.ActId, act.ContactId });
        builder.HasIndex(act => act.ContactId, "contact_acts_contact");
        builder.HasOne<Contact>().WithMany().HasForeignKey(act => act.ContactId);
        builder.HasOne<PersonAct>().WithMany().HasForeignKey(act => act.ActId);
    }
}

internal sealed class ContactSuggestionConfiguration : IEntityTypeConfiguration<ContactSuggestion>
{
    public void Configure(EntityTypeBuilder<ContactSuggestion> builder)
    {
        builder.ToTable("contact_suggestions");
        builder.HasIndex(suggestion => new { suggestion.ContactId, suggestion.PersonId }, "contact_suggestions_person").IsUnique();
        builder.HasIndex(suggestion => new { suggestion.ContactId, suggestion.FaceId }, "contact_suggestions_face").IsUnique();
        builder.HasOne<Contact>().WithMany().HasForeignKey(suggestion => suggestion.ContactId);
        builder.HasOne<Person>().WithMany().HasForeignKey(suggestion => suggestion.PersonId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Face>().WithMany().HasForeignKey(suggestion => suggestion.FaceId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ContactMatchingConfiguration : IEntityTypeConfiguration<ContactMatchingRun>
{
    public void Configure(EntityTypeBuilder<ContactMatchingRun> builder)
    {
        builder.ToTable("contact_matchings");
        builder.HasKey(run => run.OwnerId);
        builder.Property(run => run.OwnerId).ValueGeneratedNever();
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(run => run.OwnerId);
    }
}
