using System.Text.Json;

namespace Recognize.Models.Tags;

/// <summary>What sort of thing a tag names. Stored as a small integer: never renumber.</summary>
public enum TagKind
{
    /// <summary>What a photo or film shows.</summary>
    Subject = 0,

    /// <summary>A famous place or work.</summary>
    Landmark = 1,

    /// <summary>A city or country.</summary>
    Place = 2,

    /// <summary>A music genre, or what a recording is instead of music.</summary>
    Music = 3,

    /// <summary>A word the file carries of itself.</summary>
    Keyword = 4,

    /// <summary>What a picture is rather than shows: a screenshot, a document, a meme.</summary>
    Document = 5,
}

/// <summary>A tag as the project's data files define it.</summary>
/// <param name="Id">Stable id; corrections of people refer to it.</param>
/// <param name="Kind">What sort of thing it names.</param>
/// <param name="Names">By ISO 639-1 language code; <c>en</c> is always there, another where it differs.</param>
/// <param name="Parent">Its place in the taxonomy, or null at the top.</param>
public sealed record TagDefinition(
    string Id, TagKind Kind, IReadOnlyDictionary<string, string> Names, TagDefinition? Parent = null)
{
    /// <summary>The name for those who asked for no language, or for one it is not known in.</summary>
    public string Name => Names["en"];

    /// <summary>A tag whose name is the same in all languages, such as a keyword.</summary>
    public static TagDefinition Untranslated(string id, TagKind kind, string name) =>
        new(id, kind, new Dictionary<string, string> { ["en"] = name });

    /// <summary>The names as <see cref="Tag.Names"/> stores them, in the order of their languages.</summary>
    public string NamesAsJson() =>
        JsonSerializer.Serialize(new SortedDictionary<string, string>(Names.ToDictionary(), StringComparer.Ordinal));

    /// <summary>By id: an id has one definition.</summary>
    public bool Equals(TagDefinition? other) => other is not null && Id == other.Id;

    /// <inheritdoc cref="Equals(TagDefinition?)"/>
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);
}
