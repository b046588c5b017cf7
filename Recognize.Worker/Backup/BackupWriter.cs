using System.Data;
using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Backup;

/// <summary>What goes into a backup.</summary>
/// <param name="HasBiometrics">Vectors of faces, portraits of contacts and what is made of them, sealed as they are.</param>
/// <param name="HasThumbnails">Small pictures of the photos; they can be made again.</param>
/// <param name="HasKeys">The keys that open what is sealed, in the clear.</param>
internal sealed record BackupRequest(bool HasBiometrics, bool HasThumbnails, bool HasKeys);

/// <summary>
/// Writes a backup: a tar, compressed by gzip, with every table as of one moment and the files of the home. Workers and the
/// API go on meanwhile. The file appears whole or not at all.
/// </summary>
internal sealed class BackupWriter(
    NpgsqlDataSource database, IDbContextFactory<RecognizeDbContext> databases, RecognizeHome home, MasterKeyFile master,
    TimeProvider clock)
{
    public const string ManifestName = "manifest.json";
    public const string HeadName = "recognize-backup.json";

    /// <summary>Rows come in entries of at most so many bytes: an entry's length stands before it.</summary>
    private const int EntryBytes = 4 << 20;

    private readonly List<BackupPart> _parts = [];

    /// <param name="path">Where to; nothing may be there.</param>
    /// <param name="request">What goes in.</param>
    /// <param name="say">Told each part.</param>
    /// <param name="cancellationToken">Gives up; then there is no file.</param>
    /// <exception cref="BackupException">There is a file already, or a key that is asked for is missing.</exception>
    public async Task<BackupManifest> WriteAsync(
        string path, BackupRequest request, Action<string> say, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
            throw new BackupException($"There is a file {path} already: nothing was written.");
        var partial = path + ".partial";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            BackupManifest manifest;
            await using (var file = new FileStream(partial, options))
            {
                await using (var zipped = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
                await using (var tar = new TarWriter(zipped, TarEntryFormat.Pax))
                    manifest = await WriteAsync(tar, request, say, cancellationToken);
                file.Flush(flushToDisk: true);
            }
            File.Move(partial, path);
            return manifest;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private async Task<BackupManifest> WriteAsync(
        TarWriter tar, BackupRequest request, Action<string> say, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // One moment for all tables.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await connection.ExecuteAsync("SET TRANSACTION READ ONLY", cancellationToken);
        OwnSchema schema;
        await using (var context = await databases.CreateDbContextAsync(cancellationToken))
            schema = OwnSchema.Of(context);
        var head = new BackupManifest
        {
            Format = BackupManifest.CurrentFormat,
            Program = ProgramVersion.Text,
            MadeAt = clock.GetUtcNow(),
            Migrations = [.. (await SchemaRules.ReadAppliedAsync(connection, cancellationToken)).Order(StringComparer.Ordinal)],
            HasBiometrics = request.HasBiometrics,
            HasThumbnails = request.HasThumbnails,
            HasKeys = request.HasKeys,
            MasterKeys = request.HasBiometrics && await HasKeysAsync(connection, cancellationToken)
                ? await connection.ReadAsync(
                    "SELECT DISTINCT master_key FROM owner_keys ORDER BY master_key", row => row.GetString(0), cancellationToken)
                : [],
        };
        await WriteEntryAsync(tar, null, HeadName, head.ToJson(), cancellationToken);
        foreach (var table in await schema.TablesInOrderAsync(connection, cancellationToken))
        {
            if (!request.HasBiometrics && LeftOut.IsEmpty(table))
                continue;
            await WriteTableAsync(tar, connection, table, request.HasBiometrics, cancellationToken);
            say($"{_parts[^1].Rows,12:N0} rows of {table}");
        }
        foreach (var (part, folder) in BackupFiles.Of(home, request.HasThumbnails))
        {
            await WriteFilesAsync(tar, part, folder, cancellationToken);
            say($"{_parts[^1].Rows,12:N0} files of {part}");
        }
        if (request.HasKeys)
            await WriteKeysAsync(tar, head.MasterKeys, cancellationToken);
        var manifest = head with { Parts = _parts };
        await WriteEntryAsync(tar, null, ManifestName, manifest.ToJson(), cancellationToken);
        return manifest;
    }

    /// <summary>Whether the schema is one that seals.</summary>
    private static async Task<bool> HasKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.ReadAsync("SELECT to_regclass('owner_keys') IS NOT NULL", row => row.GetBoolean(0), cancellationToken))[0];

    private async Task WriteTableAsync(
        TarWriter tar, NpgsqlConnection connection, string table, bool hasBiometrics, CancellationToken cancellationToken)
    {
        var columns = await OwnSchema.ColumnsAsync(connection, table, cancellationToken);
        var read = columns.Select(column => hasBiometrics ? $"\"{column}\"" : LeftOut.ColumnSql(table, column));
        var rows = (await connection.ReadAsync($"SELECT count(*) FROM \"{table}\"", row => row.GetInt64(0), cancellationToken))[0];
        using var digest = new PartDigest();
        var buffer = new byte[EntryBytes];
        await using (var copy = await connection.BeginRawBinaryCopyAsync(
            $"COPY (SELECT {string.Join(", ", read)} FROM \"{table}\") TO STDOUT (FORMAT BINARY)", cancellationToken))
        {
            int filled;
            while ((filled = await copy.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)) > 0)
                await WriteEntryAsync(tar, digest, $"tables/{table}/{digest.Entries:D8}", buffer.AsMemory(0, filled), cancellationToken);
        }
        _parts.Add(new BackupPart($"tables/{table}", columns, rows, digest.Bytes, digest.Finish()));
    }

    private async Task WriteFilesAsync(TarWriter tar, string part, string folder, CancellationToken cancellationToken)
    {
        using var digest = new PartDigest();
        foreach (var relative in BackupFiles.List(folder))
        {
            byte[] content;
            try
            {
                content = await File.ReadAllBytesAsync(Path.Combine(folder, relative), cancellationToken);
            }
            catch (FileNotFoundException)
            {
                // Removed since the folder was listed.
                continue;
            }
            await WriteEntryAsync(
                tar, digest, $"{part}/{relative.Replace(Path.DirectorySeparatorChar, '/')}", content, cancellationToken);
        }
        _parts.Add(new BackupPart(part, [], digest.Entries, digest.Bytes, digest.Finish()));
    }

    private async Task WriteKeysAsync(TarWriter tar, IReadOnlyList<string> needed, CancellationToken cancellationToken)
    {
        using var digest = new PartDigest();
        foreach (var fingerprint in needed)
            await WriteEntryAsync(
                tar, digest, $"{BackupKeys.Part}/{BackupKeys.Master}", System.Text.Encoding.UTF8.GetBytes(master.Require(fingerprint).ToText()),
                cancellationToken);
        if (File.Exists(BackupKeys.ContactsPath(home)))
            await WriteEntryAsync(
                tar, digest, $"{BackupKeys.Part}/{BackupKeys.Contacts}",
                await File.ReadAllBytesAsync(BackupKeys.ContactsPath(home), cancellationToken), cancellationToken);
        _parts.Add(new BackupPart(BackupKeys.Part, [], digest.Entries, digest.Bytes, digest.Finish()));
    }

    private static async Task WriteEntryAsync(
        TarWriter tar, PartDigest? digest, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        digest?.Begin(name, content.Length);
        digest?.Append(content.Span);
        using var data = new MemoryStream(content.ToArray(), writable: false);
        await tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite },
            cancellationToken);
    }
}
