using Recognize.Models.Music;
using Recognize.Models.Tags;
using Recognize.Tests.Support;

namespace Recognize.Tests.Music;

public sealed class GenreRulesTests
{
    private const string Frame =
        "version: 1\naudioSetFactor: 10\ngenreThreshold: 0.5\nmusicThreshold: 0.3\nsoundThreshold: 0.3\nmusic: [Music]\n";

    [Fact]
    public void Default_NamesOnlyWhatTheNetworksKnow()
    {
        var classes = SoundClasses.Read(File.ReadAllText(SharedData.Require("models/yamnet_class_map.csv")));

        var tagger = new GenreTagger(GenreRules.Default, classes);

        Assert.Equal(521, classes.Count);
        Assert.Contains("Bird vocalization, bird call, bird song", classes);
        Assert.NotNull(tagger);
    }

    [Fact]
    public void Default_HasSoundTags_WithTranslatedNames()
    {
        var rules = GenreRules.Default;
        var tags = rules.Genres.Select(genre => genre.Tag).Concat(rules.Sounds.Select(sound => sound.Tag)).ToList();

        Assert.All(tags, tag => Assert.Equal(TagKind.Music, tag.Kind));
        Assert.All(tags, tag => Assert.Matches("^(genre|sound):[a-z0-9-]+$", tag.Id));
        Assert.Equal(tags.Count, tags.Select(tag => tag.Id).Distinct().Count());
        var languages = new HashSet<string> { "en", "de", "fr", "es", "it", "nl", "pt", "pl" };
        Assert.All(tags, tag => Assert.Subset(languages, tag.Names.Keys.ToHashSet()));
        Assert.Equal("Klassik", rules.Find("classical")!.Names["de"]);
        Assert.Equal(rules.Find("rock"), rules.Find("punk")!.Parent);
        Assert.Equal(rules.Find("electronic"), rules.Find("house")!.Parent);
    }

    [Theory]
    [InlineData("hiphop", "genre:hip-hop")]
    [InlineData("Hip Hop", "genre:hip-hop")]
    [InlineData("Rap", "genre:hip-hop")]
    [InlineData("Klassik", "genre:classical")]
    [InlineData("Musique classique", "genre:classical")]
    [InlineData("R&B", "genre:rnb")]
    [InlineData("Rock 'n' Roll", "genre:rock-and-roll")]
    [InlineData("Drum & Bass", "genre:drum-and-bass")]
    public void Find_KnowsAGenre_ByAnyOfItsNames(string name, string id) =>
        Assert.Equal(id, GenreRules.Default.Find(name)?.Id);

    [Theory]
    [InlineData("")]
    [InlineData("Yodelcore")]
    public void Find_GivesNothing_ForOtherNames(string name) => Assert.Null(GenreRules.Default.Find(name));

    [Theory]
    [InlineData("genres: [{id: A, names: {en: A}}]", "lower-case")]
    [InlineData("genres: [{id: a, names: {de: A}}]", "English")]
    [InlineData("genres: [{id: a, names: {en: A}}, {id: a, names: {en: A}}]", "twice")]
    [InlineData("genres: [{id: a, parent: b, names: {en: A}}]", "parent")]
    [InlineData("genres: [{id: a, names: {en: A}, musicnn: {rock: 0}}]", "weight")]
    [InlineData("genres: [{id: a, nams: {en: A}}]", "cannot be read")]
    public void Parse_SaysWhatIsWrong(string genres, string reason)
    {
        var error = Assert.Throws<FormatException>(() => GenreRules.Parse(Frame + genres + "\n"));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_Changes_WithEveryEdit()
    {
        var one = GenreRules.Parse(Frame);
        var other = GenreRules.Parse(Frame + "# remark\n");

        Assert.NotEqual(one.Version, other.Version);
        Assert.StartsWith("1-", one.Version, StringComparison.Ordinal);
    }
}
