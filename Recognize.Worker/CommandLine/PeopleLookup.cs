using Npgsql;
using Recognize.Models.People.Acts;

namespace Recognize.Worker.CommandLine;

/// <summary>A person as a command found it.</summary>
internal sealed record FoundPerson(
    Guid Id, string? Name, long Version, bool IsHidden, bool IsIgnored, int FaceCount, int ConfirmedCount)
{
    public PersonSeen Seen => new(Id, Version);

    public string Label => Name is null ? "(no name)" : Output.Printable(Name);
}

/// <summary>
/// Finds what a user means at the command line: an exact name, a whole id, or its beginning or end where only one has it.
/// Ids are made from the time, so their ends tell them apart; those are what commands show.
/// </summary>
internal sealed class PeopleLookup(NpgsqlDataSource database)
{
    /// <summary>Fewer signs fit too many.</summary>
    private const int LeastSigns = 4;

    private const string PeopleSql =
        """
        SELECT p.id, p.name, p.version, p.is_hidden, p.ignored_as IS NOT NULL,
               coalesce(sum(c.faces), 0)::integer, coalesce(sum(c.confirmed), 0)::integer
        FROM people p
        LEFT JOIN (
            SELECT owner_id, person_id, faces, confirmed FROM person_counts
            UNION ALL
            SELECT owner_id, person_id, faces, confirmed FROM person_changes
        ) AS c ON c.owner_id = p.owner_id AND c.person_id = p.id
        WHERE p.owner_id = $1
        """;

    /// <summary>What commands show of an id.</summary>
    public static string Short(Guid id) => id.ToString("N")[^8..];

    /// <summary>The people of an owner: named first, then by their faces; unnamed ones while a file that is there shows them.</summary>
    public Task<List<FoundPerson>> PeopleAsync(Guid owner, CancellationToken cancellationToken) => ReadAsync(
        PeopleSql
        + " GROUP BY p.id HAVING p.name IS NOT NULL OR sum(c.faces) > 0"
        + " ORDER BY p.name IS NULL, coalesce(sum(c.faces), 0) DESC, p.id",
        ReadPerson, cancellationToken, owner);

    /// <exception cref="CommandFailure">Nobody, or more than one, is meant.</exception>
    public async Task<FoundPerson> PersonAsync(Guid owner, string text, CancellationToken cancellationToken)
    {
        var named = await ReadAsync(
            PeopleSql + " AND normalize(p.name) = normalize($2) GROUP BY p.id ORDER BY p.id", ReadPerson, cancellationToken, owner,
            text.Trim());
        if (named.Count == 1)
            return named[0];
        if (named.Count > 1)
            throw new CommandFailure(
                $"{named.Count} people are named '{Output.Printable(text)}': say which by {Ids(named.Select(person => person.Id))}.");
        var id = await OneAsync("person", "people", "owner_id", owner, text, cancellationToken);
        return (await ReadAsync(
            PeopleSql + " AND p.id = $2 GROUP BY p.id", ReadPerson, cancellationToken, owner, id))[0];
    }

    /// <summary>A person who is not to be recognised, by id or by the name that was kept.</summary>
    /// <exception cref="CommandFailure">Nobody, or more than one, is meant.</exception>
    public async Task<Guid> RefusedAsync(Guid owner, string text, CancellationToken cancellationToken)
    {
        var named = await ReadAsync(
            "SELECT id FROM refused_people WHERE owner_id = $1 AND name = $2 ORDER BY id", row => row.GetGuid(0),
            cancellationToken, owner, text.Trim());
        return named.Count == 1
            ? named[0]
            : await OneAsync("entry", "refused_people", "owner_id", owner, text, cancellationToken);
    }

    /// <summary>The entry of one who is not to be recognised, by its id; else a person.</summary>
    /// <exception cref="CommandFailure">Nobody, or more than one, is meant.</exception>
    public async Task<Guid> AnyPersonAsync(Guid owner, string text, CancellationToken cancellationToken)
    {
        // Not by a name: it may be that of a person, too.
        var refused = await ReadAsync(
            "SELECT id FROM refused_people WHERE owner_id = $1 AND length($2) >= $3 AND right(id::text, length($2)) = $2",
            row => row.GetGuid(0), cancellationToken, owner, text.ToLowerInvariant(), LeastSigns);
        return refused.Count == 1 ? refused[0] : (await PersonAsync(owner, text, cancellationToken)).Id;
    }

    public Task<Guid> FaceAsync(Guid owner, string text, CancellationToken cancellationToken) =>
        OneAsync("face", "faces", "owner_id", owner, text, cancellationToken);

    public async Task<IReadOnlyList<Guid>> FacesAsync(
        Guid owner, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var faces = new List<Guid>();
        foreach (var text in texts)
            faces.Add(await FaceAsync(owner, text, cancellationToken));
        return faces;
    }

    public Task<Guid> ActAsync(Guid owner, string text, CancellationToken cancellationToken) =>
        OneAsync("act", "person_acts", "owner_id", owner, text, cancellationToken);

    public Task<Guid> SuggestionAsync(Guid owner, string text, CancellationToken cancellationToken) =>
        OneAsync("suggestion", "person_suggestions", "owner_id", owner, text, cancellationToken);

    /// <summary>By id, or by path: whole, or as it is in its library.</summary>
    public async Task<Guid> PhotoAsync(Guid owner, string text, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            """
            SELECT m.id FROM media m JOIN libraries l ON l.id = m.library_id
            WHERE m.owner_id = $1 AND m.removed_at IS NULL
              AND (m.relative_path = $2 OR rtrim(l.root_path, '/') || '/' || m.relative_path = $3)
            """,
            row => row.GetGuid(0), cancellationToken, owner, text, Path.GetFullPath(text));
        return found.Count switch
        {
            1 => found[0],
            0 => await OneAsync("photo", "media", "owner_id", owner, text, cancellationToken),
            _ => throw new CommandFailure($"More than one library holds '{Output.Printable(text)}': name its whole path."),
        };
    }

    public async Task<List<T>> ReadAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    private async Task<Guid> OneAsync(
        string what, string table, string ownerColumn, Guid owner, string text, CancellationToken cancellationToken)
    {
        var signs = text.Replace("-", "", StringComparison.Ordinal);
        var found = signs.Length < LeastSigns || !signs.All(char.IsAsciiHexDigit)
            ? []
            : await ReadAsync(
                $"""
                SELECT id FROM {table}
                WHERE {ownerColumn} = $1
                  AND (left(replace(id::text, '-', ''), length($2)) = $2 OR right(id::text, length($2)) = $2)
                ORDER BY id LIMIT 5
                """,
                row => row.GetGuid(0), cancellationToken, owner, signs.ToLowerInvariant());
        return found.Count switch
        {
            1 => found[0],
            0 => throw new CommandFailure($"There is no {what} '{Output.Printable(text)}'."),
            _ => throw new CommandFailure(
                $"More than one {what} fits '{Output.Printable(text)}': {Ids(found)}. Name more of its id."),
        };
    }

    private static string Ids(IEnumerable<Guid> ids) => string.Join(", ", ids.Select(Short));

    private static FoundPerson ReadPerson(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt64(2), row.GetBoolean(3), row.GetBoolean(4),
        row.GetInt32(5), row.GetInt32(6));
}
