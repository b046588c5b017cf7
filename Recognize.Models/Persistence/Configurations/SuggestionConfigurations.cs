using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Recognize.Models.Accounts;
using Recognize.Models.People;
using Recognize.Models.People.Suggestions;

namespace Recognize.Models.Persistence.Configurations;

internal sealed class PersonSuggestionConfiguration : IEntityTypeConfiguration<PersonSuggestion>
{
    public void Configure(EntityTypeBuilder<PersonSuggestion> builder)
    {
        builder.ToTable("person_suggestions");
        builder.HasIndex(suggestion => new { suggestion.OwnerId, suggestion.Gain }, "person_suggestions_owner");
        builder.HasIndex(suggestion => suggestion.PersonId, "person_suggestions_person");
        builder.HasIndex(suggestion => suggestion.OtherId, "person_suggestions_other");
        builder.HasIndex(suggestion => suggestion.FaceId, "person_suggestions_face");
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(suggestion => suggestion.OwnerId);
        builder.HasOne<Person>().WithMany().HasForeignKey(suggestion => suggestion.PersonId);
        builder.HasOne<Person>().WithMany().HasForeignKey(suggestion => suggestion.OtherId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Face>().WithMany().HasForeignKey(suggestion => suggestion.FaceId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SuggestionRunConfiguration : IEntityTypeConfiguration<SuggestionRun>
{
    public void Configure(EntityTypeBuilder<SuggestionRun> builder)
    {
        builder.ToTable("suggestion_runs");
        builder.HasKey(run => run.OwnerId);
        builder.Property(run => run.OwnerId).ValueGeneratedNever();
        builder.HasOne<UserAccount>().WithMany().HasForeignKey(run => run.OwnerId);
    }
}

internal sealed class FaceProblemConfiguration : IEntityTypeConfiguration<FaceProblem>
{
    public void Configure(EntityTypeBuilder<FaceProblem> builder)
    {
        builder.ToTable("face_problems");
        builder.HasKey(problem => problem.FaceId);
        builder.Property(problem => problem.FaceId).ValueGeneratedNever();
        builder.HasOne<Face>().WithMany().HasForeignKey(problem => problem.FaceId);
    }
}
