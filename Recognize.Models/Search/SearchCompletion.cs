using System.Globalization;
using Recognize.Models.Tags;

namespace Recognize.Models.Search;

/// <summary>Something that the end of a query can be completed to.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Label">What it is called, as stored.</param>
/// <param name="Files">Files that have it, up to <see cref="MediaSearch.MaxCount"/>.</param>
public sealed record SearchSuggestion(SearchReadingKind Kind, string Label, long Files)
{
    public Guid? PersonId { get; init; }

    public Tag? Tag { get; init; }
}

/// <param name="Kept">The beginning of the query, which stays as it is.</param>
/// <param name="Items">The likeliest first.</param>
public sealed record SearchSuggestions(string Kept, IReadOnlyList<SearchSuggestion> Items);

/// <summary>Completes the last words of a query while it is typed.</summary>
internal sealed class SearchCompletion(SearchLookup lookup)
{
    private const int MaxRun = 3;

    private List<KnownPerson> _people = [];
    private List<KnownTag> _tags = [];
    private List<KnownCamera> _cameras = [];

    public async Task<SearchSuggestions> SuggestAsync(string query, int count, CancellationToken cancellationToken)
    {
        var terms = SearchGrammar.Parse(query);
        // A blank at the end says that the word is done.
        if (terms.Count == 0 || char.IsWhiteSpace(query[^1]))
            return new SearchSuggestions(query, []);
        var last = terms.AsEnumerable().Reverse().TakeWhile(term => term.IsPlain).Take(MaxRun).Reverse().ToList();
        if (last.Count == 0)
            last = [terms[^1]];

        _people = await lookup.PeopleAsync(cancellationToken);
        _cameras = await lookup.CamerasAsync(cancellationToken);
        var ends = Enumerable.Range(0, last.Count)
            .Select(start => SearchWords.Normal(string.Join(' ', last.Skip(start).Select(term => term.Text))))
            .ToList();
        _tags = await lookup.TagsAsync(
            SearchWords.AllBegun(last[^1].Text), ends.Where(end => end.Length > 2).SelectMany(SearchWords.TagsBySynonymPrefix),
            cancellationToken);
        // The longest end that begins anything: "golden ret" rather than "ret".
        for (var start = 0; start < last.Count; start++)
        {
            if (ends[start].Length == 0)
                continue;
            var found = await FindAsync(ends[start], count, isLast: start == last.Count - 1, cancellationToken);
            if (found.Count > 0)
            {
                var sign = last[start].IsExcluded ? "-" : "";
                return new SearchSuggestions(query[..last[start].At] + sign, found);
            }
        }
        return new SearchSuggestions(query, []);
    }

    private async Task<List<SearchSuggestion>> FindAsync(string end, int count, bool isLast, CancellationToken cancellationToken)
    {
        var people = _people.Where(person => SearchWords.Has(person.Normal, end, isBegun: true)).Take(200).ToList();
        var files = await lookup.CountFilesAsync([.. people.Select(person => person.Id)], cancellationToken);
        var synonyms = end.Length > 2 ? SearchWords.TagsBySynonymPrefix(end).ToHashSet(StringComparer.Ordinal) : [];
        List<SearchSuggestion> found =
        [
            .. people.Select(person => new SearchSuggestion(
                    SearchReadingKind.Person, person.Name, files.GetValueOrDefault(person.Id)) { PersonId = person.Id })
                .OrderByDescending(person => person.Files).Take(count / 2),
            .. _tags.Where(known => synonyms.Contains(known.Tag.Id)
                    || known.Normals.Any(name => SearchWords.Has(name, end, isBegun: true)))
                .OrderByDescending(known => known.Normals.Any(name => name.StartsWith(end, StringComparison.Ordinal)))
                .ThenByDescending(known => known.Files)
                .Take(count)
                .Select(known => new SearchSuggestion(SearchReadingKind.Tag, known.Tag.Name, known.Files) { Tag = known.Tag }),
        ];
        foreach (var camera in _cameras.Where(camera => end.Length > 1 && SearchWords.Has(camera.Normal, end, isBegun: true)).Take(3))
        {
            found.Add(new SearchSuggestion(
                SearchReadingKind.Camera, camera.Label, await lookup.CountFilesAsync([camera.Model], cancellationToken)));
        }
        foreach (var date in Dates(end))
        {
            if (await lookup.CountFilesAsync(SearchDates.Read(date)!, cancellationToken) is > 0 and var inSpan)
                found.Insert(0, new SearchSuggestion(SearchReadingKind.Date, date, inSpan));
        }
        if (isLast && SearchWords.AllBegun(end) is { } words && end.Length > 2
            && await lookup.CountWordsAsync(words, cancellationToken) is > 0 and var inNames)
        {
            found.Add(new SearchSuggestion(SearchReadingKind.Text, end, inNames));
        }
        return [.. found.Take(count)];
    }

    /// <summary>What is a date, and the years of a decade that was begun.</summary>
    private static IEnumerable<string> Dates(string end)
    {
        if (SearchDates.Read(end) is not null)
            return [end];
        return end.Length == 3 && int.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var decade)
            ? Enumerable.Range(0, 10).Select(year => string.Create(CultureInfo.InvariantCulture, $"{decade}{year}"))
                .Where(year => SearchDates.Read(year) is not null)
            : [];
    }
}
