using Recognize.Models.Tags;

namespace Recognize.Models.Music;

/// <summary>Applies the genre rules to what the networks heard. Immutable, thread-safe.</summary>
internal sealed class GenreTagger
{
    private const string SpokenWordId = "sound:spoken-word";

    // Shorter speech is a message or a note; audiobooks and podcasts are longer.
    private static readonly TimeSpan SpokenWordLength = TimeSpan.FromMinutes(10);

    private readonly GenreRules _rules;
    private readonly IReadOnlyList<string> _classNames;
    private readonly CompiledGenre[] _genres;
    private readonly CompiledSound[] _sounds;
    private readonly int[] _music;

    /// <exception cref="FormatException">A rule names a label that the networks do not have.</exception>
    public GenreTagger(GenreRules rules, IReadOnlyList<string> classNames)
    {
        _rules = rules;
        _classNames = classNames;
        var tags = Index(MusicnnTags.Names);
        var classes = Index(classNames);
        _genres =
        [
            .. rules.Genres.Select(rule => new CompiledGenre(
                rule.Tag,
                [.. rule.Tags.Select(entry => (Look(tags, entry.Key, rule.Tag.Id), entry.Value))],
                [.. rule.Classes.Select(entry => (Look(classes, entry.Key, rule.Tag.Id), entry.Value))])),
        ];
        _sounds =
        [
            .. rules.Sounds.Select(rule => new CompiledSound(
                rule.Tag, [.. rule.Classes.Select(label => Look(classes, label, rule.Tag.Id))])),
        ];
        _music = [.. rules.MusicClasses.Select(label => Look(classes, label, "music"))];
    }

    /// <summary>
    /// Genres of music, or what a recording is instead, surest first, each once; empty when nothing is sure.
    /// </summary>
    public IReadOnlyList<RecognizedTag> Tag(SoundScores scores)
    {
        var music = Surest(_music, scores.Classes);
        var sounds = _sounds.Select(sound => (Sound: sound, Class: Surest(sound.Classes, scores.Classes))).ToList();
        var isMusic = scores.Classes[music] >= _rules.MusicThreshold
            && sounds.All(sound => scores.Classes[music] >= scores.Classes[sound.Class]);
        var tags = isMusic
            ? Genres(scores)
            : sounds.Where(sound => scores.Classes[sound.Class] >= _rules.SoundThreshold)
                .Select(sound => NewTag(sound.Sound.Tag, scores.Classes[sound.Class], $"audioset:{_classNames[sound.Class]}"))
                .Where(tag => tag.TagId != SpokenWordId || scores.Duration >= SpokenWordLength);
        return [.. tags.OrderByDescending(tag => tag.Score).ThenBy(tag => tag.TagId, StringComparer.Ordinal)];
    }

    /// <summary>
    /// The score of every genre, shown or not: for comparing genres with each other. May be above 1. A genre has at least
    /// the score of its children.
    /// </summary>
    public IReadOnlyDictionary<TagDefinition, GenreScore> Score(SoundScores scores)
    {
        var best = new Dictionary<TagDefinition, GenreScore>();
        foreach (var genre in _genres)
        {
            var score = Score(genre, scores);
            for (var tag = genre.Tag; tag is not null; tag = tag.Parent)
            {
                if (!best.TryGetValue(tag, out var known) || known.Value < score.Value)
                    best[tag] = score;
            }
        }
        return best;
    }

    private IEnumerable<RecognizedTag> Genres(SoundScores scores) => Score(scores)
        .Where(entry => entry.Value.Value >= _rules.GenreThreshold)
        .Select(entry => NewTag(entry.Key, entry.Value.Value, entry.Value.Label));

    private GenreScore Score(CompiledGenre genre, SoundScores scores)
    {
        // What each tag leaves open, if they were independent.
        float open = 1;
        var (value, label) = (0f, "");
        foreach (var (index, weight) in genre.Tags)
        {
            var hint = Math.Min(1, scores.Tags[index] * weight);
            open *= 1 - hint;
            if (hint > value)
                (value, label) = (hint, $"musicnn:{MusicnnTags.Names[index]}");
        }
        float heard = 0;
        foreach (var (index, weight) in genre.Classes)
        {
            var hint = scores.Classes[index] * weight * _rules.AudioSetFactor;
            heard = Math.Max(heard, hint);
            if (hint > value)
                (value, label) = (hint, $"audioset:{_classNames[index]}");
        }
        return new GenreScore(1 - open + heard, label);
    }

    private static RecognizedTag NewTag(TagDefinition tag, float score, string label) =>
        new(tag, Math.Min(score, 1), label, TagSource.MusicModel);

    private static int Surest(int[] indices, float[] scores)
    {
        var surest = indices[0];
        foreach (var index in indices)
        {
            if (scores[index] > scores[surest])
                surest = index;
        }
        return surest;
    }

    private static Dictionary<string, int> Index(IReadOnlyList<string> labels) =>
        labels.Select((label, index) => (label, index)).ToDictionary(pair => pair.label, pair => pair.index);

    private static int Look(Dictionary<string, int> labels, string label, string user) =>
        labels.TryGetValue(label, out var index)
            ? index
            : throw new FormatException($"The rule of {user} names the label {label}, which the networks do not have.");

    private sealed record CompiledGenre(
        TagDefinition Tag, (int Index, float Weight)[] Tags, (int Index, float Weight)[] Classes);

    private sealed record CompiledSound(TagDefinition Tag, int[] Classes);
}

/// <summary>A genre's score, not bounded by 1, and the raw label that speaks for it most.</summary>
internal readonly record struct GenreScore(float Value, string Label);
