using System.Text.Json;

namespace Recognize.Worker.Backup;

/// <summary>What a backup holds. Stands first in the archive without <see cref="Parts"/>, and last with them.</summary>
internal sealed record BackupManifest
{
    public const int CurrentFormat = 1;

    /// <summary>Of the archive; a program reads those up to its own.</summary>
    public required int Format { get; init; }

    /// <summary>Version of the program that wrote it.</summary>
    public required string Program { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Migrations of the database, in order; its schema is made anew from them.</summary>
    public required IReadOnlyList<string> Migrations { get; init; }

    public required bool HasBiometrics { get; init; }

    public required bool HasThumbnails { get; init; }

    public required bool HasKeys { get; init; }

    /// <summary>Fingerprints of the master keys that what is sealed in it needs.</summary>
    public required IReadOnlyList<string> MasterKeys { get; init; }

    public IReadOnlyList<BackupPart> Parts { get; init; } = [];

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static BackupManifest Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupManifest>(json, JsonSerializerOptions.Web)
                ?? throw new InvalidDataException("its list of contents is empty");
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException("its list of contents cannot be read", malformed);
        }
    }
}

/// <summary>A table, or a kind of files.</summary>
/// <param name="Name">Folder of its entries in the archive.</param>
/// <param name="Columns">Of a table, in the order of the rows' values; empty for files.</param>
/// <param name="Rows">Of a table; of files their number.</param>
/// <param name="Bytes">Of all entries.</param>
/// <param name="Sha256">Over the names, lengths and contents of all entries, in their order.</param>
internal sealed record BackupPart(string Name, IReadOnlyList<string> Columns, long Rows, long Bytes, string Sha256);
