using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Recognize.Models;
using Recognize.Models.Accounts;
using Recognize.Models.Media;
using Recognize.Models.Packs;

namespace Recognize.Worker.CommandLine;

/// <summary>Picks a few photos or recordings to try a model on: of a folder, or of somebody's library.</summary>
internal static class ModelsTrialFiles
{
    private const int Most = 5;

    /// <summary>Most files of a folder that are looked at.</summary>
    private const int Looked = 10_000;

    /// <returns>Absolute paths; empty, with a note printed, when there is nothing to try it on.</returns>
    public static async Task<IReadOnlyList<string>> ChooseAsync(
        ModelsAddRequest request, RecognizeHome home, Output output, CancellationToken cancellationToken)
    {
        var (kind, plural) = request.Task == ModelTasks.Music ? (MediaKind.Audio, "tracks") : (MediaKind.Photo, "photos");
        var chosen = request.TryFolder is { } folder
            ? OfFolder(folder, kind)
            : await OfLibraryAsync(kind, request.User, home, cancellationToken);
        if (chosen.Count == 0)
        {
            output.Line(request.TryFolder is null
                ? $"{plural}:  none, since no library is indexed yet; --try FOLDER names some"
                : $"{plural}:  none: there are no {plural} in {request.TryFolder}");
        }
        return chosen;
    }

    private static IReadOnlyList<string> OfFolder(string folder, MediaKind kind)
    {
        if (!Directory.Exists(folder))
            throw new CommandFailure($"There is no folder '{folder}'.");
        var found = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true })
            .Where(path => MediaFormats.FromFileName(path)?.Kind == kind)
            .Take(Looked).Order(StringComparer.Ordinal).ToList();
        // Spread over the folder: neighbours are often of the same subject.
        return [.. Enumerable.Range(0, Math.Min(Most, found.Count)).Select(at => found[at * found.Count / Math.Min(Most, found.Count)])];
    }

    private static async Task<IReadOnlyList<string>> OfLibraryAsync(
        MediaKind kind, string? user, RecognizeHome home, CancellationToken cancellationToken)
    {
        var hasDatabase = RecognizeSettings.Read(RecognizeSettings.Database) is not null
            || (Directory.Exists(home.Postgres) && Directory.EnumerateFileSystemEntries(home.Postgres).Any());
        if (!hasDatabase)
            return [];
        await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
        var accounts = installation.Services.GetRequiredService<AccountDirectory>();
        var database = installation.Services.GetRequiredService<NpgsqlDataSource>();
        var owner = user is null
            ? null
            : await accounts.RequireAsync(user, cancellationToken);
        // In the order of a hash: the same files each time, from all over the library.
        await using var command = database.CreateCommand(
            """
            SELECT l.root_path, m.relative_path FROM media m JOIN libraries l ON l.id = m.library_id
            WHERE m.kind = $1 AND m.removed_at IS NULL
              AND m.owner_id = coalesce($2, (SELECT id FROM users ORDER BY created_at, id LIMIT 1))
            ORDER BY md5(m.id::text) LIMIT $3
            """);
        command.Parameters.Add(new() { Value = (short)kind });
        command.Parameters.Add(new() { Value = (object?)owner?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = Most });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var paths = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            paths.Add(Path.Join(reader.GetString(0), reader.GetString(1)));
        return paths;
    }
}
