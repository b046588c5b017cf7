using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Models.Tags;

/// <summary>What users say of a file's tags: kept apart from what was recognised, so that no scan and no model changes it.</summary>
public sealed class ManualTags(NpgsqlDataSource database)
{
    private const int User = (int)TagSource.User;

    /// <summary>Adds and removes tags of one file, all or nothing. Whether the user may was asked before.</summary>
    /// <param name="mediaId">The file.</param>
    /// <param name="userId">Who says so.</param>
    /// <param name="add">Ids of tags that the user knows of, or that are on the file, or of <paramref name="defined"/>.</param>
    /// <param name="defined">Tags that the program knows and the database need not.</param>
    /// <param name="words">Keywords, spelt as they are to be shown if they are new.</param>
    /// <param name="remove">Ids; those that are not on the file are passed over.</param>
    /// <param name="cancellationToken">Gives up; then nothing has changed.</param>
    public async Task ChangeAsync(
        Guid mediaId, Guid userId, IReadOnlyCollection<string> add, IReadOnlyCollection<string> words,
        IReadOnlyCollection<string> remove, IReadOnlyCollection<TagDefinition> defined, CancellationToken cancellationToken)
    {
        // New tags first and in one order, as scans store them: nobody who holds the file waits for a tag.
        var keywords = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words)
            keywords.TryAdd(KeywordTag.IdOf(word), word);
        var tags = defined.SelectMany(WithAbove).DistinctBy(tag => tag.Id).OrderBy(tag => tag.Id, StringComparer.Ordinal).ToList();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            """
            INSERT INTO tags (id, kind, name, names, parent_id)
            SELECT id, kind, name, names::jsonb, parent_id
            FROM unnest($1, $2, $3, $4, $5) AS t (id, kind, name, names, parent_id) ORDER BY id
            ON CONFLICT (id) DO NOTHING
            """,
            cancellationToken, tags.ConvertAll(tag => tag.Id).ToArray(), tags.ConvertAll(tag => (short)tag.Kind).ToArray(),
            tags.ConvertAll(tag => tag.Name).ToArray(), tags.ConvertAll(tag => tag.NamesAsJson()).ToArray(),
            tags.ConvertAll(tag => tag.Parent?.Id).ToArray());
        await connection.ExecuteAsync(
            $"""
            INSERT INTO tags (id, kind, name, names)
            SELECT id, {(int)TagKind.Keyword}, name, jsonb_build_object('en', name) FROM unnest($1, $2) AS t (id, name) ORDER BY id
            ON CONFLICT (id) DO NOTHING
            """,
            cancellationToken, keywords.Keys.ToArray(), keywords.Values.ToArray());

        // Two users at one file come one after the other: the last one's word on a tag holds.
        await connection.ExecuteAsync("SELECT 1 FROM media WHERE id = $1 FOR NO KEY UPDATE", cancellationToken, mediaId);
        await connection.ExecuteAsync(
            $"""
            INSERT INTO media_tags (media_id, tag_id, source, score, is_removed, set_by)
            SELECT DISTINCT media_id, tag_id, {User}, 1, true, $3::uuid FROM media_tags
            WHERE media_id = $1 AND tag_id = ANY ($2)
            ON CONFLICT (media_id, tag_id, source) DO UPDATE SET is_removed = true, set_by = excluded.set_by
            """,
            cancellationToken, mediaId, remove.Distinct().ToArray(), userId);
        await connection.ExecuteAsync(
            $"""
            INSERT INTO media_tags (media_id, tag_id, source, score, is_removed, set_by)
            SELECT $1, id, {User}, 1, false, $3::uuid FROM unnest($2) AS t (id)
            ON CONFLICT (media_id, tag_id, source) DO UPDATE SET is_removed = false, set_by = excluded.set_by
            """,
            cancellationToken, mediaId, add.Concat(keywords.Keys).Distinct().ToArray(), userId);
        await transaction.CommitAsync(cancellationToken);
    }

    private static IEnumerable<TagDefinition> WithAbove(TagDefinition tag)
    {
        for (var next = tag; next is not null; next = next.Parent)
            yield return next;
    }
}
