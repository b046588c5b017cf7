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

    /// <summary>What a search of one part finds is counted no further.</summary>
    public const int MaxCount = SearchLookup.MaxCount;

    /// <summary>What a search of several parts finds is counted no further: each file is looked up in each of them.</summary>
    public const int MaxCombinedCount = 1_000;

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
        // The planner cannot know that a part is rare; told so, it need not walk the whole time line for a few files.
        var rarest = Rarest(search);
        return database.Media.FromSql(statement.With(Select(
            statement, "m.*", search, rarest?.Files <= FewFiles ? rarest : null)));
    }

    /// <summary>
    /// The same files for a page of the time line. Where several parts find few files together, though each has many, these
    /// are known by their ids: the time line would be walked for long to meet enough of them.
    /// </summary>
    public async Task<FoundFiles> FindPageAsync(ReadSearch search, CancellationToken cancellationToken)
    {
        // The count of a tag is kept; several tags may be on one file.
        if (search.Parts is [{ IsExcluded: false, Reading: { Kind: SearchReadingKind.Tag, TagIds.Count: 1, Files: { } files } }])
            return new FoundFiles(Find(search), FileTotal.Of(files, MaxCount));
        if (search.Parts.Count < 2)
            return new FoundFiles(Find(search), null);
        var ids = await FirstAsync(search, MaxCombinedCount + 1, cancellationToken);
        return ids.Count > MaxCombinedCount
            ? new FoundFiles(Find(search), FileTotal.Of(ids.Count, MaxCombinedCount))
            : new FoundFiles(
                database.Media.Where(item => item.OwnerId == ownerId && item.RemovedAt == null && ids.Contains(item.Id)),
                FileTotal.Of(ids.Count, MaxCombinedCount));
    }

    /// <summary>
    /// Some of the files, in no order: those of the rarest part are gone through by their ids, in which the indexes of tags
    /// and people agree, until there are enough.
    /// </summary>
    private Task<List<Guid>> FirstAsync(ReadSearch search, int count, CancellationToken cancellationToken)
    {
        var statement = new Statement();
        var sql = Select(statement, "m.id AS \"Value\"", search, Rarest(search));
        return database.Database.SqlQuery<Guid>(statement.With($"{sql} LIMIT {statement.Add(count)}")).ToListAsync(cancellationToken);
    }

    private static SearchReading? Rarest(ReadSearch search) => search.Parts
        .Where(part => !part.IsExcluded && part.Reading.Files is not null)
        .Select(part => part.Reading).MinBy(reading => reading.Files);

    /// <param name="statement">Takes the values.</param>
    /// <param name="columns">Of the file <c>m</c>.</param>
    /// <param name="search">What the files must have and must not have.</param>
    /// <param name="first">The part whose files are fetched, to try the rest on them; null to try all on all files.</param>
    private string Select(Statement statement, string columns, ReadSearch search, SearchReading? first)
    {
        var from = first switch
        {
            null => "media m",
            { Files: <= FewFiles } =>
                $"(WITH found AS MATERIALIZED ({SetOf(statement, first)}) SELECT DISTINCT id FROM found) AS f JOIN media m ON m.id = f.id",
            _ => $"(SELECT DISTINCT id FROM ({SetOf(statement, first)}) AS s) AS f JOIN media m ON m.id = f.id",
        };
        var conditions = new List<string> { $"m.owner_id = {statement.Add(ownerId)}", "m.removed_at IS NULL" };
        conditions.AddRange(search.Parts.Where(part => !part.IsExcluded && part.Reading != first)
            .OrderBy(part => part.Reading.Files ?? long.MaxValue).Select(part => Condition(statement, part.Reading)));
        conditions.AddRange(search.Parts.Where(part => part.IsExcluded)
            .Select(part => $"({Condition(statement, part.Reading)}) IS NOT TRUE"));
        return $"SELECT {columns} FROM {from} WHERE {string.Join(" AND ", conditions)}";
    }

    /// <summary>The ids of all files with one thing, others' files among them where that costs nothing.</summary>
    private string SetOf(Statement statement, SearchReading reading) => reading.Kind switch
    {
        SearchReadingKind.Person =>
            $"SELECT s.media_id AS id FROM faces s WHERE {OneOf(statement, "s.person_id", reading.PersonIds)} AND NOT s.is_removed",
        SearchReadingKind.Tag =>
            $"SELECT t.media_id AS id FROM media_tags t WHERE {OneOf(statement, "t.tag_id", reading.TagIds)} AND {IsThere}",
        _ => $"SELECT m.id FROM media m WHERE m.owner_id = {statement.Add(ownerId)} AND m.removed_at IS NULL AND {Condition(statement, reading)}",
    };

    /// <summary>Whether the file <c>m</c> has one thing.</summary>
    private static string Condition(Statement statement, SearchReading reading)
    {
        switch (reading)
        {
            case { Kind: SearchReadingKind.Person }:
                return $"EXISTS (SELECT 1 FROM faces s WHERE s.media_id = m.id AND {OneOf(statement, "s.person_id", reading.PersonIds)} AND NOT s.is_removed)";
            case { Kind: SearchReadingKind.Tag }:
                return $"EXISTS (SELECT 1 FROM media_tags t WHERE t.media_id = m.id AND {OneOf(statement, "t.tag_id", reading.TagIds)} AND {IsThere})";
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

    /// <summary>Of one value, an index has the files in the order of their ids, and nothing needs to be sorted.</summary>
    private static string OneOf<T>(Statement statement, string column, IReadOnlyList<T> values) where T : notnull =>
        values is [var only] ? $"{column} = {statement.Add(only)}" : $"{column} = ANY ({statement.Add(values.ToArray())})";

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

/// <param name="Count">Files, no more than are counted.</param>
/// <param name="IsExact">False where there are more.</param>
public sealed record FileTotal(int Count, bool IsExact)
{
    internal static FileTotal Of(long count, int max) => new((int)Math.Min(count, max), count <= max);
}

/// <summary>What a search finds.</summary>
/// <param name="Media">In no order.</param>
/// <param name="Known">How many there are, where that was learned on the way.</param>
public sealed record FoundFiles(IQueryable<MediaItem> Media, FileTotal? Known)
{
    public async Task<FileTotal> CountAsync(CancellationToken cancellationToken) => Known ?? FileTotal.Of(
        await Media.Take(MediaSearch.MaxCount + 1).CountAsync(cancellationToken), MediaSearch.MaxCount);
}
