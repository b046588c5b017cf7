using Recognize.Models.Music;
using Recognize.Models.Tags;

namespace Recognize.Tests.Music;

public sealed class FileGenreReaderTests
{
    private readonly FileGenreReader _reader = new(GenreRules.Default);

    [Theory]
    [InlineData("Rock", "genre:rock")]
    [InlineData("(17)", "genre:rock")]
    [InlineData("17", "genre:rock")]
    [InlineData("(17)Rock", "genre:rock")]
    [InlineData("(7)(8)", "genre:hip-hop genre:jazz")]
    [InlineData("Rock; Pop", "genre:rock genre:pop")]
    [InlineData("Hip-Hop/Rap", "genre:hip-hop")]
    [InlineData("R&B", "genre:rnb genre:pop")]
    [InlineData("Drum & Bass", "genre:drum-and-bass genre:electronic")]
    [InlineData("klassik", "genre:classical")]
    [InlineData("Rock;Rock|ROCK", "genre:rock")]
    [InlineData("Punk", "genre:punk genre:rock")]
    public void Read_FindsKnownGenres_HoweverTheyAreWritten(string genre, string ids)
    {
        var tags = _reader.Read(genre);

        Assert.Equal(ids.Split(' '), tags.Select(tag => tag.TagId));
        Assert.All(tags, tag => Assert.Equal((TagSource.FileGenre, 1f, TagKind.Music), (tag.Source, tag.Score, tag.Tag.Kind)));
    }

    [Theory]
    [InlineData("Yodelcore!", "genre:file:yodelcore", "Yodelcore!")]
    [InlineData("(12)Šlágr  Süß", "genre:file:šlágr-süß", "Šlágr  Süß")]
    [InlineData("((Secret) Genre", "genre:file:secret-genre", "(Secret) Genre")]
    [InlineData("250", "genre:file:250", "250")]
    public void Read_KeepsTheFilesOwnWord_WhenTheGenreIsNotKnown(string genre, string id, string name)
    {
        var tag = Assert.Single(_reader.Read(genre));

        Assert.Equal((id, name, TagKind.Keyword), (tag.TagId, tag.Tag.Name, tag.Tag.Kind));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("Other")]
    [InlineData("(12)")]
    [InlineData("; / |")]
    [InlineData("!!!")]
    public void Read_GivesNothing_WhenTheFileSaysNothing(string? genre) => Assert.Empty(_reader.Read(genre));

    [Fact]
    public void Read_IsBounded_WhateverTheFileSays()
    {
        var tags = _reader.Read(string.Join(';', Enumerable.Range(300, 200)) + ";" + new string('x', 300));

        Assert.InRange(tags.Count, 1, 10);
        Assert.All(tags, tag => Assert.InRange(tag.TagId.Length, 1, 80));
    }

    [Theory]
    [InlineData(0, "Blues")]
    [InlineData(17, "Rock")]
    [InlineData(79, "Hard Rock")]
    [InlineData(80, "Folk")]
    [InlineData(125, "Dance Hall")]
    [InlineData(147, "Synthpop")]
    public void Names_StandAtTheirNumbers(int number, string name) => Assert.Equal(name, NumberedGenres.Names[number]);
}
