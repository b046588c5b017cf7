using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Models.Persistence;

namespace Recognize.Models.Search;

/// <summary>Searches the files of one owner. See docs/search.md.</summary>
/// <param name="database">Of one request or one transaction.</param>
/// <param name="ownerId">Whose files.</param>
public sealed class MediaSearch(RecognizeDbContext database, Guid ownerId)
{
    /// <summary>In UTF-16 units.</summary>
    public const int MaxLength = SearchGrammar.MaxLength;

    /// <summary>What a search finds is counted no further.</summary>
    public const int MaxCount = SearchLookup.MaxCount;

    /// <summary>Fewer files than this are fetched first and then tried; of more, the time line meets enough by itself.</summary>
    private const int FewFiles = 4_000;

    private const string Words =
        "media_words(m.relative_path, m.title, m.description, m.lens_model, m.artist, m.album, m.genre) @@ to_tsquery('simple', {0})";

    public Task<ReadSearch> ReadAsync(string query, CancellationToken cancellationToken) =>
        new SearchReader(new SearchLookup(database, ownerId)).ReadAsync(query, cancellationToken);

    /// <summary>What begins like the end of a query, the likeliest first.</summary>
    public Task<SearchSuggestions> SuggestAsync(string query, int count, CancellationToken cancellationToken) =>
        new SearchCompletion(new SearchLookup(database, ownerId)).SuggestAsync(query, count, cancellationToken);

    /// <summary>The files that have every part of a query and none that it leaves out; in no order.</summary>
    public IQueryable<MediaItem> Find(ReadSearch search)
    {
        var statement = new Statement();
        var wanted = search.Parts.Where(part => !part.IsExcluded).Select(part => part.Reading)
            .OrderBy(reading => reading.Files ?? long.MaxValue).ToList();
        // The planner cannot know that a part is rare; told so, it need not walk the whole time line for a few files.
        var rare = wanted.Find(reading => reading.Files <= FewFiles);
        var from = rare is null
            ? "media m"
            : $"(WITH found AS MATERIALIZED ({SetOf(statement, rare)}) SELECT DISTINCT id FROM found) AS f JOIN media m ON m.id = f.id";
        var conditions = new List<string> { $"m.owner_id = {statement.Add(ownerId)}", "m.removed_at IS NULL" };
        conditions.AddRange(wanted.Where(reading => reading != rare).Select(reading => Condition(statement, reading)));
        conditions.AddRange(search.Parts.Where(part => part.IsExcluded)
            .Select(part => $"({Condition(statement, part.Reading)}) IS NOT TRUE"));
        return database.Media.FromSql(statement.With($"SELECT m.* FROM {from} WHERE {string.Join(" AND ", conditions)}"));
    }

    /// <summary>How many files a search finds, up to one more than <see cref="MaxCount"/>.</summary>
    public async Task<int> CountAsync(ReadSearch search, CancellationToken cancellationToken) =>
        // The count of a tag is kept; several tags may be on one file.
        search.Parts is [{ IsExcluded: false, Reading: { Kind: SearchReadingKind.Tag, TagIds.Count: 1, Files: { } files } }]
            ? (int)Math.Min(files, MaxCount + 1)
            : await Find(search).Take(MaxCount + 1).CountAsync(cancellationToken);

    /// <summary>The ids of all files with one thing, others' files among them where that costs nothing.</summary>
    private string SetOf(Statement statement, SearchReading reading) => reading.Kind switch
    {
        SearchReadingKind.Person =>
            $"SELECT s.media_id AS id FROM faces s WHERE s.person_id = ANY ({statement.Add(reading.PersonIds.ToArray())}) AND NOT s.is_removed",
        SearchReadingKind.Tag =>
            $"SELECT t.media_id AS id FROM media_tags t WHERE t.tag_id = ANY ({statement.Add(reading.TagIds.ToArray())}) AND {IsThere}",
        _ => $"SELECT m.id FROM media m WHERE m.owner_id = {statement.Add(ownerId)} AND m.removed_at IS NULL AND {Condition(statement, reading)}",
    };

    /// <summary>Whether the file <c>m</c> has one thing.</summary>
    private static string Condition(Statement statement, SearchReading reading)
    {
        switch (reading)
        {
            case { Kind: SearchReadingKind.Person }:
                return $"EXISTS (SELECT 1 FROM faces s WHERE s.media_id = m.id AND s.person_id = ANY ({statement.Add(reading.PersonIds.ToArray())}))";
            case { Kind: SearchReadingKind.Tag }:
                return $"EXISTS (SELECT 1 FROM media_tags t WHERE t.media_id = m.id AND t.tag_id = ANY ({statement.Add(reading.TagIds.ToArray())}) AND {IsThere})";
            case { Span: { } span }:
                return $"m.sort_at >= {statement.Add(span.From)} AND m.sort_at < {statement.Add(span.To)}";
            case { MediaKind: { } kind }:
                return $"m.kind = {((int)kind).ToString(CultureInfo.InvariantCulture)}";
            case { Kind: SearchReadingKind.Camera, Cameras.Count: > 0 }:
                return $"m.camera_model = ANY ({statement.Add(reading.Cameras.ToArray())})";
            case { Kind: SearchReadingKind.Nobody }:
                return "m.kind <> 2 AND NOT EXISTS (SELECT 1 FROM faces s WHERE s.media_id = m.id) AND NOT EXISTS "
                    + $"(SELECT 1 FROM media_tags t WHERE t.media_id = m.id AND t.tag_id = 'people' AND {IsThere})";
            case { WordQuery: { } words }:
                return Words.Replace("{0}", statement.Add(words), StringComparison.Ordinal);
            default:
                return "false";
        }
    }

    /// <summary>A tag that was removed from a file by hand is not there, whoever says it. Answered by indexes alone.</summary>
    private const string IsThere =
        "NOT EXISTS (SELECT 1 FROM media_tags r WHERE r.tag_id = t.tag_id AND r.media_id = t.media_id AND r.is_removed)";

    /// <summary>Values on their way to the database: none is ever part of the statement's text.</summary>
    private sealed class Statement
    {
        private readonly List<object> _values = [];

        public string Add(object value)
        {
            _values.Add(value);
            return string.Create(CultureInfo.InvariantCulture, $"{{{_values.Count - 1}}}");
        }

        /// <param name="text">Made of what <see cref="Add"/> answered and of text of this class.</param>
        public FormattableString With(string text) => FormattableStringFactory.Create(text, [.. _values]);
    }
}
