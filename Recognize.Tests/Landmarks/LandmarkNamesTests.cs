using Recognize.Models.Landmarks;

namespace Recognize.Tests.Landmarks;

public sealed class LandmarkNamesTests
{
    [Theory]
    [InlineData("Cathedral of Brasília", "CATHEDRAL OF BRASILIA")]
    [InlineData("David (Michelangelo)", "david")]
    [InlineData("Sagrada Família", "Sagrada Fami\u0301lia")]
    [InlineData("Sacré-Cœur", "sacre coeur")]
    [InlineData("St. Mary's", "St Mary’s")]
    [InlineData("Łazienki [Warszawa]", "lazienki")]
    [InlineData("Große  Mauer", "grosse mauer")]
    [InlineData("東京タワー", "東京タワー (Tokyo)")]
    public void Fold_MakesSpellingsOfOneNameEqual(string one, string other) =>
        Assert.Equal(LandmarkNames.Fold(one), LandmarkNames.Fold(other));

    [Theory]
    [InlineData("Notre-Dame", "Notre-Dame Basilica")]
    [InlineData("Torre 1", "Torre 2")]
    public void Fold_KeepsNamesApart(string one, string other) =>
        Assert.NotEqual(LandmarkNames.Fold(one), LandmarkNames.Fold(other));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("(unknown)")]
    [InlineData("?!")]
    public void Fold_IsEmpty_WhenNothingIsNamed(string name) => Assert.Equal("", LandmarkNames.Fold(name));

    [Fact]
    public void Slug_IsStableAndReadable() => Assert.Equal("torres-del-paine", LandmarkNames.Slug(" Torres  del Paine (Chile)"));
}
