using System.Security.Cryptography;
using System.Text;
using Recognize.Models.Tags;
using Recognize.Models.Text;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Recognize.Models.Music;

/// <summary>How the answers of the music networks become tags, read from <c>genre-rules.yaml</c>. Immutable.</summary>
public sealed class GenreRules
{
    private static readonly Lazy<GenreRules> Embedded = new(ReadEmbedded);

    private readonly Dictionary<string, TagDefinition> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TagDefinition> _soundsByName = new(StringComparer.Ordinal);

    private GenreRules(GenreRulesDocument document, string version)
    {
        Version = version;
        Genres = document.ToGenres();
        Sounds = document.ToSounds();
        MusicClasses = document.Music;
        AudioSetFactor = document.AudioSetFactor;
        GenreThreshold = document.GenreThreshold;
        MusicThreshold = document.MusicThreshold;
        SoundThreshold = document.SoundThreshold;
        foreach (var (rule, entry) in Genres.Zip(document.Genres))
        {
            foreach (var name in entry.Names.Values.Concat(entry.Aliases).Append(entry.Id))
                _byName.TryAdd(Simplify(name), rule.Tag);
        }
        foreach (var (rule, entry) in Sounds.Zip(document.Sounds))
        {
            foreach (var name in entry.Names.Values.Append(entry.Id))
                _soundsByName.TryAdd(Simplify(name), rule.Tag);
        }
    }

    /// <summary>The rules built into this assembly.</summary>
    public static GenreRules Default => Embedded.Value;

    /// <summary>Changes with every edit of the file: the version written in it and a part of its hash.</summary>
    public string Version { get; }

    /// <summary>Every genre that a recording may have, whether any has it or not.</summary>
    public IEnumerable<TagDefinition> GenreTags => Genres.Select(genre => genre.Tag);

    internal IReadOnlyList<GenreRule> Genres { get; }

    internal IReadOnlyList<SoundRule> Sounds { get; }

    /// <summary>AudioSet classes of which the surest says whether a recording is music.</summary>
    internal IReadOnlyList<string> MusicClasses { get; }

    internal float AudioSetFactor { get; }

    internal float GenreThreshold { get; }

    internal float MusicThreshold { get; }

    internal float SoundThreshold { get; }

    /// <summary>
    /// The genre of a name in any of its languages or of an alias, whatever its case, spaces and punctuation; or null.
    /// </summary>
    public TagDefinition? Find(string name) => _byName.GetValueOrDefault(Simplify(name));

    /// <summary>The sound that is no music of a name in any of its languages, or null.</summary>
    internal TagDefinition? FindSound(string name) => _soundsByName.GetValueOrDefault(Simplify(name));

    /// <summary>Reads rules from text.</summary>
    /// <exception cref="FormatException">They cannot be read or contradict themselves; the message says where.</exception>
    public static GenreRules Parse(string yaml)
    {
        var deserializer = new DeserializerBuilder()
            .WithNamingConvention(CamelCaseNamingConvention.Instance)
            .WithDuplicateKeyChecking()
            .Build();
        try
        {
            var document = deserializer.Deserialize<GenreRulesDocument>(yaml);
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(yaml)));
            return new GenreRules(document, $"{document.Version}-{hash[..8]}");
        }
        catch (YamlException error)
        {
            throw new FormatException($"The genre rules cannot be read ({error.Start}): {error.Message}", error);
        }
    }

    private static GenreRules ReadEmbedded()
    {
        using var stream = typeof(GenreRules).Assembly.GetManifestResourceStream(typeof(GenreRules), "genre-rules.yaml")
            ?? throw new InvalidOperationException("The genre rules are not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    private static string Simplify(string name) =>
        string.Concat(UnicodeComposition.Compose(name).Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
