using Recognize.Models.Music;
using Recognize.Models.Tags;

namespace Recognize.Tests.Music;

public sealed class GenreTaggerTests
{
    private static readonly string[] Classes = ["Speech", "Music", "Rock music", "Punk rock", "Bird", "Disco"];

    private static readonly GenreTagger Tagger = new(
        GenreRules.Parse(
            """
            version: 1
            audioSetFactor: 10
            genreThreshold: 0.5
            musicThreshold: 0.3
            soundThreshold: 0.3
            music: [Music]
            genres:
            - { id: rock, names: { en: Rock }, musicnn: { rock: 1 }, audioSet: { Rock music: 1 } }
            - { id: punk, parent: rock, names: { en: Punk }, musicnn: { punk: 1.5 }, audioSet: { Punk rock: 1 } }
            - { id: metal, names: { en: Metal }, musicnn: { metal: 1, heavy metal: 1 } }
            - { id: disco, names: { en: Disco }, audioSet: { Disco: 0.5 } }
            sounds:
            - { id: speech, names: { en: Speech }, audioSet: [Speech] }
            - { id: spoken-word, parent: speech, names: { en: Podcast }, audioSet: [Speech] }
            - { id: birdsong, names: { en: Birdsong }, audioSet: [Bird] }
            """),
        Classes);

    [Fact]
    public void Tag_ImpliesTheParent_WhenAGenreIsSure()
    {
        var tags = Tagger.Tag(Scores([("Music", 0.9f)], [("punk", 0.5f), ("rock", 0.1f)]));

        Assert.Equal(["genre:punk", "genre:rock"], tags.Select(tag => tag.TagId));
        Assert.All(tags, tag => Assert.Equal(0.75f, tag.Score, 1e-5f));
        Assert.All(tags, tag => Assert.Equal("musicnn:punk", tag.RawLabel));
        Assert.All(tags, tag => Assert.Equal(TagSource.MusicModel, tag.Source));
    }

    [Fact]
    public void Tag_LeavesTheChildOut_WhenOnlyTheParentIsSure()
    {
        var tag = Assert.Single(Tagger.Tag(Scores([("Music", 0.9f), ("Rock music", 0.06f)], [])));

        Assert.Equal(("genre:rock", "audioset:Rock music"), (tag.TagId, tag.RawLabel));
    }

    [Fact]
    public void Tag_JoinsHints_AsIfTheyWereIndependent()
    {
        var tag = Assert.Single(Tagger.Tag(Scores([("Music", 0.9f)], [("metal", 0.4f), ("heavy metal", 0.5f)])));

        Assert.Equal(("genre:metal", "musicnn:heavy metal"), (tag.TagId, tag.RawLabel));
        Assert.Equal(0.7f, tag.Score, 1e-5f);
    }

    [Fact]
    public void Tag_EndsAtOne_ButScoresGoOn()
    {
        var scores = Scores([("Music", 0.9f), ("Disco", 0.5f)], []);

        Assert.Equal(1, Assert.Single(Tagger.Tag(scores)).Score);
        Assert.Equal(2.5f, Tagger.Score(scores).Single(entry => entry.Key.Id == "genre:disco").Value.Value, 1e-5f);
    }

    [Theory]
    [InlineData(0.2f, 0.1f)]
    [InlineData(0.5f, 0.8f)]
    public void Tag_GivesNoGenre_WhenItIsNotMusic(float music, float speech)
    {
        var tags = Tagger.Tag(Scores([("Music", music), ("Speech", speech)], [("rock", 0.9f)]));

        Assert.DoesNotContain(tags, tag => tag.TagId.StartsWith("genre:", StringComparison.Ordinal));
        Assert.Equal(speech >= 0.3f, tags.Any(tag => tag.TagId == "sound:speech"));
    }

    [Theory]
    [InlineData(9.9, false)]
    [InlineData(10.0, true)]
    public void Tag_NamesAPodcast_WhenSpeechIsLong(double minutes, bool isLong)
    {
        var tags = Tagger.Tag(Scores([("Speech", 0.9f)], [], TimeSpan.FromMinutes(minutes)));

        Assert.Contains("sound:speech", tags.Select(tag => tag.TagId));
        Assert.Equal(isLong, tags.Any(tag => tag.TagId == "sound:spoken-word"));
    }

    [Fact]
    public void Tag_SaysBirdsong_WithItsLabel()
    {
        var tag = Assert.Single(Tagger.Tag(Scores([("Bird", 0.4f), ("Music", 0.1f)], [])));

        Assert.Equal(("sound:birdsong", 0.4f, "audioset:Bird"), (tag.TagId, tag.Score, tag.RawLabel));
    }

    [Fact]
    public void Constructor_NamesTagAndLabel_WhenTheNetworksDoNotHaveIt()
    {
        var rules = GenreRules.Parse(
            "version: 1\naudioSetFactor: 1\ngenreThreshold: 0.5\nmusicThreshold: 0.5\nsoundThreshold: 0.5\nmusic: [Music]\n"
            + "genres: [{id: a, names: {en: A}, musicnn: {unicorn: 1}}]\n");

        var error = Assert.Throws<FormatException>(() => new GenreTagger(rules, Classes));

        Assert.Contains("unicorn", error.Message, StringComparison.Ordinal);
        Assert.Contains("genre:a", error.Message, StringComparison.Ordinal);
    }

    private static SoundScores Scores(
        (string Class, float Score)[] classes, (string Tag, float Score)[] tags, TimeSpan? duration = null)
    {
        var scores = new SoundScores(new float[MusicnnTags.Names.Count], new float[Classes.Length], duration);
        foreach (var (label, score) in classes)
            scores.Classes[Array.IndexOf(Classes, label)] = score;
        foreach (var (label, score) in tags)
            scores.Tags[MusicnnTags.Names.ToList().IndexOf(label)] = score;
        return scores;
    }
}
