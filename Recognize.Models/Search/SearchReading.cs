using Recognize.Models.Media;

namespace Recognize.Models.Search;

/// <summary>What a part of a query can mean.</summary>
public enum SearchReadingKind
{
    /// <summary>People with a name like this: any of them.</summary>
    Person,

    /// <summary>Tags with a name like this: any of them.</summary>
    Tag,

    /// <summary>A stretch of the time line.</summary>
    Date,

    /// <summary>Taken with a camera of this make or model.</summary>
    Camera,

    /// <summary>Photos, videos or music.</summary>
    Kind,

    /// <summary>Neither faces nor people to be seen.</summary>
    Nobody,

    /// <summary>Words in the file's name, title, description, artist, album or genre.</summary>
    Text,
}

/// <summary>One meaning of a part of a query.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Label">What it is called, as stored.</param>
/// <param name="Term">The term that asks for this reading and no other.</param>
public sealed record SearchReading(SearchReadingKind Kind, string Label, string Term)
{
    /// <summary>By ISO 639-1 language code, of a tag.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>Of people.</summary>
    public IReadOnlyList<Guid> PersonIds { get; init; } = [];

    /// <summary>Of tags.</summary>
    public IReadOnlyList<string> TagIds { get; init; } = [];

    /// <summary>Files that have this, about: which part of a query is asked first depends on it. Null where nobody knows.</summary>
    internal long? Files { get; init; }

    internal SearchSpan? Span { get; init; }

    internal MediaKind? MediaKind { get; init; }

    /// <summary>Models of cameras, as stored.</summary>
    internal IReadOnlyList<string> Cameras { get; init; } = [];

    /// <summary>Words for the database, in its own notation.</summary>
    internal string? WordQuery { get; init; }
}

/// <summary>A part of a query and how it was understood.</summary>
/// <param name="Source">As written.</param>
/// <param name="IsExcluded">Files like this are left out.</param>
/// <param name="Reading">What it is taken for.</param>
/// <param name="Others">What else it could mean.</param>
public sealed record SearchPart(
    string Source, bool IsExcluded, SearchReading Reading, IReadOnlyList<SearchReading> Others)
{
    /// <summary>No file has such words, and nothing is called so.</summary>
    public bool IsUnknown => Reading is { Kind: SearchReadingKind.Text, Files: 0 };
}

/// <summary>A query that was read against somebody's library.</summary>
public sealed record ReadSearch(IReadOnlyList<SearchPart> Parts)
{
    /// <summary>Who is told what it finds learns who is on a photo, or is not.</summary>
    public bool TellsOfPeople => Parts.Any(part => part.Reading.Kind == SearchReadingKind.Person);
}
