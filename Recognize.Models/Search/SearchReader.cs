using Recognize.Models.Media;

namespace Recognize.Models.Search;

/// <summary>
/// Understands a query against what the owner's library has: the longest run of words that names something is taken for
/// it, and what names nothing for words in names and titles of files.
/// </summary>
internal sealed class SearchReader(SearchLookup lookup)
{
    /// <summary>No name that somebody types is longer.</summary>
    private const int MaxRun = 5;

    /// <summary>Of a word that stands in names of many: a query names some, not all.</summary>
    private const int MaxOfWord = 50;

    private static readonly Dictionary<string, MediaKind> Kinds = new(StringComparer.Ordinal)
    {
        ["photo"] = MediaKind.Photo, ["photos"] = MediaKind.Photo, ["foto"] = MediaKind.Photo, ["fotos"] = MediaKind.Photo,
        ["video"] = MediaKind.Video, ["videos"] = MediaKind.Video,
        ["music"] = MediaKind.Audio, ["musik"] = MediaKind.Audio, ["audio"] = MediaKind.Audio,
    };

    private static readonly HashSet<string> NobodyWords =
        ["no people", "nobody", "without people", "keine personen", "keine menschen", "ohne menschen", "niemand"];

    private List<KnownPerson> _people = [];
    private List<KnownTag> _tags = [];
    private List<KnownCamera> _cameras = [];

    public async Task<ReadSearch> ReadAsync(string query, CancellationToken cancellationToken)
    {
        var terms = SearchGrammar.Parse(query);
        if (terms.Count == 0)
            return new ReadSearch([]);
        var text = string.Join(' ', terms.Select(term => term.Text));
        _people = await lookup.PeopleAsync(cancellationToken);
        _cameras = await lookup.CamerasAsync(cancellationToken);
        var words = SearchGrammar.Words(text);
        _tags = await lookup.TagsAsync(
            SearchWords.Any(string.Join(' ', words.SelectMany(SearchWords.Variants))),
            Runs(words).SelectMany(SearchWords.TagsBySynonym).Concat(terms.Select(term => term.Text)), cancellationToken);

        var parts = new List<SearchPart>();
        for (var at = 0; at < terms.Count;)
        {
            var (source, readings, taken) = ReadAt(terms, at);
            var isExcluded = terms[at].IsExcluded;
            parts.Add(new SearchPart(source, isExcluded, readings[0], [.. readings.Skip(1)]));
            at += taken;
        }
        return new ReadSearch(await CountAsync(parts, cancellationToken));
    }

    private (string Source, List<SearchReading> Readings, int Taken) ReadAt(List<SearchTerm> terms, int at)
    {
        var term = terms[at];
        if (term.Operator is not null)
            return (term.Source, ReadOperator(term), 1);
        if (!term.IsPlain)
            return (term.Source, ReadAll(term.Text, term.IsQuoted), 1);
        var run = terms.Skip(at).TakeWhile(next => next.IsPlain).Take(MaxRun).ToList();
        for (var length = run.Count; length > 1; length--)
        {
            var text = string.Join(' ', run.Take(length).Select(next => next.Text));
            if (ReadWhole(text) is { Count: > 0 } readings)
            {
                // Taken apart, they are words again.
                var words = string.Join(' ', run.Take(length).Select(next => $"text:{SearchGrammar.Quote(next.Text)}"));
                readings.Add(new SearchReading(SearchReadingKind.Text, text, words) { WordQuery = SearchWords.AllBegun(text) });
                return (string.Join(' ', run.Take(length).Select(next => next.Source)), readings, length);
            }
        }
        return (term.Source, ReadAll(term.Text, isQuoted: false), 1);
    }

    private List<SearchReading> ReadAll(string text, bool isQuoted)
    {
        var readings = ReadWhole(text);
        if (!isQuoted && readings.Count == 0)
            readings.AddRange(ReadWordOfTags(text));
        readings.Add(ReadText(text, isQuoted));
        return readings;
    }

    private List<SearchReading> ReadOperator(SearchTerm term) => term.Operator switch
    {
        "person" => Or(ReadPeople(term.Text), SearchReadingKind.Person, term),
        "tag" => Or(ReadTags(term.Text) ?? ReadWordOfTags(term.Text).FirstOrDefault(), SearchReadingKind.Tag, term),
        "date" => Or(ReadDate(term.Text), SearchReadingKind.Date, term),
        "camera" => Or(ReadCameras(term.Text), SearchReadingKind.Camera, term),
        "kind" => Or(ReadKind(term.Text), SearchReadingKind.Kind, term),
        _ => [ReadText(term.Text, term.IsQuoted)],
    };

    /// <summary>Asked for by its sort, and there is none: nothing is found, and the page says so.</summary>
    private static List<SearchReading> Or(SearchReading? reading, SearchReadingKind kind, SearchTerm term) =>
        [reading ?? new SearchReading(kind, term.Text, term.Source.TrimStart('-')) { Files = 0 }];

    private List<SearchReading> ReadWhole(string text)
    {
        SearchReading?[] readings =
            [ReadNobody(text), ReadDate(text), ReadKind(text), ReadPeople(text), ReadTags(text), ReadCameras(text)];
        return [.. readings.OfType<SearchReading>()];
    }

    private static SearchReading? ReadNobody(string text) =>
        NobodyWords.Contains(SearchWords.Normal(text))
            ? new SearchReading(SearchReadingKind.Nobody, text, SearchGrammar.Quote(text))
            : null;

    private static SearchReading? ReadDate(string text) => SearchDates.Read(text) is { } span
        ? new SearchReading(SearchReadingKind.Date, text, $"date:{SearchGrammar.Quote(text)}") { Span = span }
        : null;

    private static SearchReading? ReadKind(string text) => Kinds.TryGetValue(SearchGrammar.Fold(text), out var kind)
        ? new SearchReading(SearchReadingKind.Kind, text, $"kind:{text}") { MediaKind = kind }
        : null;

    private SearchReading? ReadPeople(string text)
    {
        var words = SearchWords.Normal(text);
        if (words.Length == 0 && !Guid.TryParse(text, out _))
            return null;
        var found = Guid.TryParse(text, out var id)
            ? _people.Where(person => person.Id == id).ToList()
            : _people.Where(person => person.Normal == words).ToList();
        if (found.Count == 0)
            found = [.. _people.Where(person => SearchWords.Has(person.Normal, words, isBegun: false)).Take(MaxOfWord)];
        return found.Count == 0
            ? null
            : new SearchReading(
                SearchReadingKind.Person, found.Count == 1 ? found[0].Name : text, $"person:{SearchGrammar.Quote(text)}")
            {
                PersonIds = [.. found.Select(person => person.Id)],
            };
    }

    private SearchReading? ReadTags(string text)
    {
        var words = SearchWords.Normal(text);
        if (words.Length == 0)
            return null;
        var variants = SearchWords.Variants(words).ToHashSet(StringComparer.Ordinal);
        var synonyms = SearchWords.TagsBySynonym(words).ToHashSet(StringComparer.Ordinal);
        var found = _tags.Where(known => known.Tag.Id == text || known.Normals.Contains(words)).ToList();
        if (found.Count == 0)
            found = [.. _tags.Where(known => synonyms.Contains(known.Tag.Id) || known.Normals.Any(variants.Contains))];
        return found.Count == 0 ? null : OfTags(found, text);
    }

    /// <summary>A word that stands in longer names: "retriever" in "Golden retriever".</summary>
    private IEnumerable<SearchReading> ReadWordOfTags(string text)
    {
        var words = SearchWords.Normal(text);
        var found = words.Length == 0
            ? []
            : _tags.Where(known => known.Normals.Any(name => SearchWords.Has(name, words, isBegun: false))).Take(MaxOfWord).ToList();
        return found.Count == 0 ? [] : [OfTags(found, text)];
    }

    private static SearchReading OfTags(List<KnownTag> tags, string text) =>
        new(SearchReadingKind.Tag, tags[0].Tag.Name, $"tag:{SearchGrammar.Quote(text)}")
        {
            Names = tags[0].Tag.Names,
            TagIds = [.. tags.Select(known => known.Tag.Id)],
            Files = tags.Sum(known => known.Files),
        };

    private SearchReading? ReadCameras(string text)
    {
        var words = SearchWords.Normal(text);
        var found = words.Length < 2
            ? []
            : _cameras.Where(camera => SearchWords.Has(camera.Normal, words, isBegun: false)).ToList();
        return found.Count == 0
            ? null
            : new SearchReading(
                SearchReadingKind.Camera, found.Count == 1 ? found[0].Label : text, $"camera:{SearchGrammar.Quote(text)}")
            {
                Cameras = [.. found.Select(camera => camera.Model)],
            };
    }

    private static SearchReading ReadText(string text, bool isQuoted)
    {
        var words = isQuoted ? SearchWords.Phrase(text) : SearchWords.AllBegun(text);
        var quoted = isQuoted ? $"\"{text.Replace('"', ' ')}\"" : SearchGrammar.Quote(text);
        return new SearchReading(SearchReadingKind.Text, text, $"text:{quoted}") { WordQuery = words };
    }

    private async Task<List<SearchPart>> CountAsync(List<SearchPart> parts, CancellationToken cancellationToken)
    {
        var people = await lookup.CountFilesAsync(
            [.. parts.SelectMany(part => part.Reading.PersonIds).Distinct()], cancellationToken);
        for (var i = 0; i < parts.Count; i++)
        {
            var reading = parts[i].Reading;
            long? files = reading.Kind switch
            {
                SearchReadingKind.Person => reading.PersonIds.Sum(id => (long)people.GetValueOrDefault(id)),
                SearchReadingKind.Camera when reading.Cameras.Count > 0 =>
                    await lookup.CountFilesAsync(reading.Cameras, cancellationToken),
                SearchReadingKind.Text when reading.WordQuery is { } words =>
                    await lookup.CountWordsAsync(words, cancellationToken),
                SearchReadingKind.Text => 0,
                _ => reading.Files,
            };
            parts[i] = parts[i] with { Reading = reading with { Files = files } };
        }
        return parts;
    }

    private static IEnumerable<string> Runs(string[] words) =>
        from start in Enumerable.Range(0, words.Length)
        from length in Enumerable.Range(1, Math.Min(MaxRun, words.Length - start))
        select string.Join(' ', words.Skip(start).Take(length));
}
