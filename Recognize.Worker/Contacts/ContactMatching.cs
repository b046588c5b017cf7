using System.Diagnostics;
using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts.Matching;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Contacts;

/// <summary>What one matching of contacts did.</summary>
/// <param name="People">People that got a contact, or were made of faces that one resembles.</param>
/// <param name="Faces">Faces that are like a portrait themselves.</param>
/// <param name="Suggested">Questions that are open now.</param>
internal sealed record ContactMatchingSummary(int People, int Faces, int Suggested);

/// <summary>
/// Finds an owner's contacts among the people and faces of the library. What is sure is made as acts, one for each contact,
/// which can be taken back; what is not becomes a question. A run that dies is begun again: acts made stay made.
/// </summary>
internal sealed class ContactMatching(
    NpgsqlDataSource database, FaceConsentLedger consents, FaceRecognizerFactory recognizers, GroupingOptions options,
    MatchWriter writer, OwnerKeys keys, TimeProvider clock)
{
    /// <summary>While faces come in, matching takes no more than this share of the time.</summary>
    private const double MostShare = 0.1;

    /// <summary>Matches when contacts changed, or faces were grouped, since the last time; not at every new face.</summary>
    /// <returns>What was done, or null when there was nothing to do.</returns>
    public async Task<ContactMatchingSummary?> RunIfDueAsync(Guid ownerId, CancellationToken cancellationToken) =>
        await IsDueAsync(ownerId, cancellationToken) ? await RunAsync(ownerId, cancellationToken) : null;

    /// <summary>Matches all contacts of an owner.</summary>
    /// <returns>What was done, or null where faces may not or cannot be recognised, or no contact has a portrait.</returns>
    public async Task<ContactMatchingSummary?> RunAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        if (recognizers.TryGet() is not { } recognizer || !await consents.IsGivenAsync(ownerId, cancellationToken))
            return null;
        var started = Stopwatch.GetTimestamp();
        var began = clock.GetUtcNow();
        await writer.RepairLinksAsync(ownerId, cancellationToken);
        ContactMatches matches;
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            using var seal = await keys.ReadingAsync(connection, ownerId, cancellationToken);
            var contacts = await MatchingFaces.ReadContactsAsync(
                connection, seal, ownerId, recognizer.PackVersion, cancellationToken);
            var matcher = new ContactMatcher(contacts, MatchLimits.For(recognizer.SimilarityLimits));
            if (contacts.Count > 0)
            {
                await MatchingFaces.AddAllAsync(
                    connection, seal, ownerId, recognizer.PackVersion, new FacetBuilder(options, recognizer.SimilarityLimits),
                    matcher, cancellationToken);
            }
            matches = matcher.Decide();
        }
        var (people, faces) = (0, 0);
        foreach (var match in matches.People)
        {
            if (await writer.WriteAsync(ownerId, match, cancellationToken) is not { } placed)
                continue;
            people++;
            faces += placed;
        }
        await writer.WriteSuggestionsAsync(ownerId, matches.Suggestions, cancellationToken);
        await MarkAsync(ownerId, recognizer.PackVersion, began, Stopwatch.GetElapsedTime(started), cancellationToken);
        return new ContactMatchingSummary(people, faces, matches.Suggestions.Count);
    }

    /// <summary>Whether contacts changed, or faces were grouped, since the last time, and that is long enough ago.</summary>
    public async Task<bool> IsDueAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        if (recognizers.TryGet() is null || !await consents.IsGivenAsync(ownerId, cancellationToken))
            return false;
        await using var command = database.CreateCommand(
            """
            SELECT EXISTS (SELECT 1 FROM contacts WHERE owner_id = $1 AND state = 1)
                AND NOT EXISTS (
                    SELECT 1 FROM contact_matchings r WHERE r.owner_id = $1 AND NOT r.is_due
                      AND (r.matched_at + make_interval(secs => r.took_seconds / $2) > $3
                           OR NOT EXISTS (SELECT 1 FROM faces f WHERE f.owner_id = $1 AND f.grouped_at >= r.matched_at)))
            """);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = MostShare });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The time is that of the beginning: what came in meanwhile is looked at next time.</summary>
    private async Task MarkAsync(
        Guid ownerId, string packVersion, DateTimeOffset began, TimeSpan took, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO contact_matchings (owner_id, matched_at, took_seconds, pack_version, is_due)
            VALUES ($1, $2, $3, $4, false)
            ON CONFLICT (owner_id) DO UPDATE SET matched_at = excluded.matched_at, took_seconds = excluded.took_seconds,
                pack_version = excluded.pack_version, is_due = false
            """);
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = began });
        command.Parameters.Add(new() { Value = (float)took.TotalSeconds });
        command.Parameters.Add(new() { Value = packVersion });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
