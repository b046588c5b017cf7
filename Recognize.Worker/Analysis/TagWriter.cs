using Npgsql;
using Recognize.Models.Library;
using Recognize.Models.Tags;

namespace Recognize.Worker.Analysis;

/// <summary>Stores the tags that recognisers and the files' own keywords give; never touches what the owner did.</summary>
internal sealed class TagWriter(NpgsqlDataSource database)
{
    /// <summary>What each task replaces when it was done anew.</summary>
    private static readonly Dictionary<AnalysisTask, TagSource[]> SourcesOf = new()
    {
        [AnalysisTask.Basics] = [TagSource.Metadata, TagSource.FileGenre],
        [AnalysisTask.Objects] = [TagSource.Recogniser],
        [AnalysisTask.Landmarks] = [TagSource.Place, TagSource.Gallery, TagSource.LandmarkModel],
        [AnalysisTask.Music] = [TagSource.MusicModel],
    };

    private readonly HashSet<TagDefinition> _known = [];

    /// <summary>
    /// Inserts tags that are new, and brings names and places of the others up to date. Done before the batch's
    /// transaction and in one order, so that two workers which meet the same new tags do not wait for each other's
    /// batches.
    /// </summary>
    public async Task EnsureTagsExistAsync(IReadOnlyList<AnalysisOutcome> batch, CancellationToken cancellationToken)
    {
        var wanted = new SortedDictionary<string, TagDefinition>(StringComparer.Ordinal);
        foreach (var tag in batch.SelectMany(TagsOf))
        {
            for (var definition = tag.Tag; definition is not null; definition = definition.Parent)
            {
                if (!_known.Contains(definition))
                    wanted.TryAdd(definition.Id, definition);
            }
        }
        if (wanted.Count == 0)
            return;

        // A keyword keeps the spelling it was first met in.
        await using var command = database.CreateCommand(
            """
            INSERT INTO tags (id, kind, name, names, parent_id)
            SELECT id, kind, name, names::jsonb, parent_id
            FROM unnest($1, $2, $3, $4, $5) AS t (id, kind, name, names, parent_id) ORDER BY id
            ON CONFLICT (id) DO UPDATE
            SET kind = excluded.kind, name = excluded.name, names = excluded.names, parent_id = excluded.parent_id
            WHERE excluded.kind <> 4 AND (tags.kind, tags.name, tags.names, tags.parent_id)
                IS DISTINCT FROM (excluded.kind, excluded.name, excluded.names, excluded.parent_id)
            """);
        command.Parameters.Add(new() { Value = wanted.Keys.ToArray() });
        command.Parameters.Add(new() { Value = wanted.Values.Select(tag => (short)tag.Kind).ToArray() });
        command.Parameters.Add(new() { Value = wanted.Values.Select(tag => tag.Name).ToArray() });
        command.Parameters.Add(new() { Value = wanted.Values.Select(tag => tag.NamesAsJson()).ToArray() });
        command.Parameters.Add(new() { Value = wanted.Values.Select(tag => tag.Parent?.Id).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        _known.UnionWith(wanted.Values);
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
            foreach (var task in outcome.Tasks.Where(task => task.ErrorKind is null && isHeld(outcome, task.Task)))
            {
                if (!SourcesOf.TryGetValue(task.Task, out var sources))
                    continue;
                read.AddRange(sources.Select(source => (outcome.Media.MediaId, source)));
                foreach (var tag in TagsOf(outcome, task.Task))
                    Add(rows, outcome.Media.MediaId, tag, tag.Source == TagSource.Metadata ? null : task.PackVersion);
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
                    INSERT INTO media_tags (media_id, tag_id, source, score, is_removed, pack_version, raw_label, time_seconds)
                    SELECT media_id, tag_id, source, score, false, pack_version, raw_label, time_seconds
                    FROM unnest($1, $2, $3, $4, $5, $6, $7)
                        AS r (media_id, tag_id, source, score, pack_version, raw_label, time_seconds)
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
                        new() { Value = rows.Values.Select(row => row.TimeSeconds).ToArray() },
                    },
                },
            },
        };
        await statements.ExecuteNonQueryAsync(cancellationToken);
    }

    private static IEnumerable<RecognizedTag> TagsOf(AnalysisOutcome outcome) =>
        outcome.Tasks.Where(task => task.ErrorKind is null).SelectMany(task => TagsOf(outcome, task.Task));

    private static IEnumerable<RecognizedTag> TagsOf(AnalysisOutcome outcome, AnalysisTask task)
    {
        var recognised = outcome.Tags.GetValueOrDefault(task, []);
        return task == AnalysisTask.Basics && outcome.Basics is { } basics
            ? recognised.Concat(basics.Keywords.Select(AsTag))
            : recognised;
    }

    private static RecognizedTag AsTag(string keyword) => new(
        TagDefinition.Untranslated(KeywordTag.IdOf(keyword), TagKind.Keyword, keyword), 1, keyword, TagSource.Metadata);

    /// <summary>Of several rows for one tag from one source the surest stays.</summary>
    private static void Add(
        Dictionary<(Guid MediaId, string TagId, TagSource Source), MediaTag> rows, Guid mediaId, RecognizedTag tag,
        string? packVersion)
    {
        var key = (mediaId, tag.TagId, tag.Source);
        if (rows.TryGetValue(key, out var known) && known.Score >= tag.Score)
            return;
        rows[key] = new MediaTag
        {
            MediaId = mediaId, TagId = tag.TagId, Source = tag.Source, Score = tag.Score, PackVersion = packVersion,
            RawLabel = tag.RawLabel, TimeSeconds = tag.TimeSeconds,
        };
    }
}
