using Recognize.Models.Tags;

namespace Recognize.Models.Music;

/// <summary>The rules file as it is written, before it is checked.</summary>
internal sealed class GenreRulesDocument
{
    public int Version { get; set; }

    public float AudioSetFactor { get; set; }

    public float GenreThreshold { get; set; }

    public float MusicThreshold { get; set; }

    public float SoundThreshold { get; set; }

    public List<GenreEntry> Genres { get; set; } = [];

    public List<string> Music { get; set; } = [];

    public List<SoundEntry> Sounds { get; set; } = [];

    internal sealed class GenreEntry
    {
        public string Id { get; set; } = "";

        public string? Parent { get; set; }

        public Dictionary<string, string> Names { get; set; } = [];

        public List<string> Aliases { get; set; } = [];

        public Dictionary<string, float> Musicnn { get; set; } = [];

        public Dictionary<string, float> AudioSet { get; set; } = [];
    }

    internal sealed class SoundEntry
    {
        public string Id { get; set; } = "";

        public string? Parent { get; set; }

        public Dictionary<string, string> Names { get; set; } = [];

        public List<string> AudioSet { get; set; } = [];
    }

    /// <summary>The genres in the order of the file; a parent stands before its children.</summary>
    public IReadOnlyList<GenreRule> ToGenres()
    {
        Require(AudioSetFactor > 0, "audioSetFactor must be above 0");
        var known = new Dictionary<string, TagDefinition>(StringComparer.Ordinal);
        return
        [
            .. Genres.Select(genre => new GenreRule(
                Define("genre:", genre.Id, genre.Parent, genre.Names, known),
                Weights(genre.Musicnn, genre.Id), Weights(genre.AudioSet, genre.Id))),
        ];
    }

    public IReadOnlyList<SoundRule> ToSounds()
    {
        RequireProbability(GenreThreshold, "genreThreshold");
        RequireProbability(MusicThreshold, "musicThreshold");
        RequireProbability(SoundThreshold, "soundThreshold");
        Require(Music.Count > 0, "the classes of music are missing");
        var known = new Dictionary<string, TagDefinition>(StringComparer.Ordinal);
        return
        [
            .. Sounds.Select(sound => new SoundRule(
                Define("sound:", sound.Id, sound.Parent, sound.Names, known), sound.AudioSet)),
        ];
    }

    private static TagDefinition Define(
        string prefix, string id, string? parent, Dictionary<string, string> names, Dictionary<string, TagDefinition> known)
    {
        Require(
            id.Length > 0 && id.All(c => c is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9')),
            $"the id \"{id}\" must be lower-case letters, digits and dashes");
        Require(names.ContainsKey("en"), $"{id} has no English name");
        TagDefinition? above = null;
        Require(parent is null || known.TryGetValue(parent, out above), $"the parent {parent} of {id} must stand before it");
        var tag = new TagDefinition(prefix + id, TagKind.Music, names, above);
        Require(known.TryAdd(id, tag), $"{id} is there twice");
        return tag;
    }

    private static Dictionary<string, float> Weights(Dictionary<string, float> weights, string id)
    {
        foreach (var (label, weight) in weights)
            Require(weight is > 0 and <= 10, $"the weight of {label} for {id} must be above 0 and at most 10");
        return weights;
    }

    private static void RequireProbability(float value, string name) =>
        Require(value is > 0 and <= 1, $"{name} must be above 0 and at most 1");

    private static void Require(bool good, string rule)
    {
        if (!good)
            throw new FormatException($"The genre rules are wrong: {rule}.");
    }
}
