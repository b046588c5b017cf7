using System.Globalization;
using System.Text;
using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.Tags;

namespace Recognize.Worker.Analysis;

/// <summary>Stores the tags that recognisers and the files' own keywords give; never touches what the owner did.</summary>
internal sealed class TagWriter(NpgsqlDataSource database, TagRules rules)
{
    private const string KeywordPrefix = "keyword:";

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>
    /// Inserts tags that are new. Done before the batch's transaction and in one order, so that two workers which meet
    /// the same new tags do not wait for each other's batches.
    /// </summary>
    public async Task EnsureTagsExistAsync(IReadOnlyList<AnalysisOutcome> batch, CancellationToken cancellationToken)
    {
        var wanted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var outcome in batch)
        {
            foreach (var tag in outcome.Objects ?? [])
                wanted[tag.TagId] = rules.Find(tag.TagId)?.Name ?? tag.TagId;
            foreach (var keyword in outcome.Basics?.Keywords ?? [])
                wanted.TryAdd(KeywordId(keyword), keyword);
        }
        foreach (var id in _known)
            wanted.Remove(id);
        if (wanted.Count == 0)
            return;

        await using var command = database.CreateCommand(
            "INSERT INTO tags (id, name) SELECT * FROM unnest($1, $2) ORDER BY 1 ON CONFLICT DO NOTHING");
        command.Parameters.Add(new() { Value = wanted.Keys.ToArray() });
        command.Parameters.Add(new() { Value = wanted.Values.ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        _known.UnionWith(wanted.Keys);
    }

    /// <summary>Replaces the tags of the sources that were read anew.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<AnalysisOutcome> batch,
        Func<AnalysisOutcome, AnalysisTask, bool> isHeld, CancellationToken cancellationToken)
    {
        var read = new List<(Guid MediaId, TagSource Source)>();
        var rows = new Dictionary<(Guid MediaId, string TagId, TagSource Source), MediaTag>();
        foreach (var outcome in batch)
        {
            var mediaId = outcome.Media.MediaId;
            if (outcome.Objects is { } objects && isHeld(outcome, AnalysisTask.Objects))
            {
                read.Add((mediaId, TagSource.Recogniser));
                var version = outcome.Tasks.Single(task => task.Task == AnalysisTask.Objects).PackVersion;
                foreach (var tag in objects)
                {
                    rows[(mediaId, tag.TagId, TagSource.Recogniser)] = new MediaTag
                    {
                        MediaId = mediaId, TagId = tag.TagId, Source = TagSource.Recogniser, Score = tag.Score,
                        PackVersion = version, RawLabel = tag.RawLabel,
                    };
                }
            }
            if (outcome.Basics is { } basics && isHeld(outcome, AnalysisTask.Basics))
            {
                read.Add((mediaId, TagSource.Metadata));
                foreach (var keyword in basics.Keywords)
                {
                    var id = KeywordId(keyword);
                    rows[(mediaId, id, TagSource.Metadata)] = new MediaTag
                    {
                        MediaId = mediaId, TagId = id, Source = TagSource.Metadata, Score = 1, RawLabel = keyword,
                    };
                }
            }
        }
        if (read.Count == 0)
            return;

        await using var statements = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(
                    """
                    DELETE FROM media_tags t USING unnest($1, $2) AS r (media_id, source)
                    WHERE t.media_id = r.media_id AND t.source = r.source
                    """)
                {
                    Parameters =
                    {
                        new() { Value = read.Select(item => item.MediaId).ToArray() },
                        new() { Value = read.Select(item => (short)item.Source).ToArray() },
                    },
                },
                new(
                    """
                    INSERT INTO media_tags (media_id, tag_id, source, score, is_removed, pack_version, raw_label)
                    SELECT media_id, tag_id, source, score, false, pack_version, raw_label
                    FROM unnest($1, $2, $3, $4, $5, $6) AS r (media_id, tag_id, source, score, pack_version, raw_label)
                    """)
                {
                    Parameters =
                    {
                        new() { Value = rows.Values.Select(row => row.MediaId).ToArray() },
                        new() { Value = rows.Values.Select(row => row.TagId).ToArray() },
                        new() { Value = rows.Values.Select(row => (short)row.Source).ToArray() },
                        new() { Value = rows.Values.Select(row => row.Score).ToArray() },
                        new() { Value = rows.Values.Select(row => row.PackVersion).ToArray() },
                        new() { Value = rows.Values.Select(row => row.RawLabel).ToArray() },
                    },
                },
            },
        };
        await statements.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A keyword's id: its words in lower case, so that spellings that differ in case are one tag.</summary>
    internal static string KeywordId(string keyword)
    {
        var id = new StringBuilder(KeywordPrefix);
        foreach (var rune in keyword.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            id.Append(Rune.IsWhiteSpace(rune) ? "-" : Rune.ToLower(rune, CultureInfo.InvariantCulture).ToString());
        }
        return id.ToString();
    }
}
