using Recognize.Models.Objects;
using Recognize.Models.Tags;

namespace Recognize.Tests.Objects;

public sealed class BirdSpeciesTests
{
    [Fact]
    public void Find_GivesATagBelowBirds_WhenTheRulesDoNotKnowTheSpecies()
    {
        var species = Find("Haemorhous cassinii (Cassin's Finch)");

        Assert.Equal(("bird-haemorhous-cassinii", "Cassin's Finch", "bird"), (species?.Id, species?.Name, species?.Parent?.Id));
        Assert.Equal("Haemorhous cassinii", species?.Names["la"]);
    }

    [Theory]
    [InlineData("Aramus guarauna (Limpkin)", "limpkin")]
    [InlineData("Turdus migratorius (American Robin)", "robin")]
    [InlineData("Haliaeetus leucocephalus (Bald Eagle)", "bald-eagle")]
    public void Find_GivesTheTagOfTheRules_WhenItHasEitherName(string label, string id)
    {
        Assert.Equal(id, Find(label)?.Id);
    }

    [Fact]
    public void Find_GivesNothing_WhenTheLabelIsNoSpecies()
    {
        Assert.Null(Find("background"));
    }

    private static TagDefinition? Find(string label) =>
        BirdSpecies.Find(label, TagRules.Default, TagRules.Default.Define("bird"));
}
