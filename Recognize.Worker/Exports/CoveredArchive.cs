using System.Globalization;
using System.IO.Compression;
using Microsoft.Extensions.Logging;
using Recognize.Models.Auditing;
using Recognize.Models.Deidentification;
using Recognize.Models.Deidentification.Video;
using Recognize.Models.Exports;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Worker.Analysis;

namespace Recognize.Worker.Exports;

/// <summary>What an export came to.</summary>
/// <param name="Extension">Of its one file, or of the archive.</param>
/// <param name="Files">Of each file that was asked for.</param>
internal sealed record WrittenExport(string Extension, IReadOnlyList<ManifestEntry> Files)
{
    public int Exported => Files.Count(file => file.File is not null);

    public int Refused => Files.Count - Exported;
}

/// <summary>
/// Writes the files of an export: one as it is, several into an archive with a manifest. A file that cannot be exported is
/// named there with the reason and stops no other; what the detector could not look at is not exported.
/// </summary>
internal sealed class CoveredArchive(FileCovering covering, ExportSources sources, ILogger<CoveredArchive> log)
{
    /// <param name="ownerId">Whose files.</param>
    /// <param name="request">What is wanted; its strength was judged.</param>
    /// <param name="path">Where it is written; what is there is replaced.</param>
    /// <param name="progress">Told the number of files done.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="IOException">The disk that is written to is full or failed.</exception>
    public async Task<WrittenExport> WriteAsync(
        Guid ownerId, CoveredExportRequest request, string path, Action<int> progress, CancellationToken cancellationToken)
    {
        var part = path + ".part";
        try
        {
            if (request.Media.Count > 1)
                return await WriteArchiveAsync(ownerId, request, path, part, progress, cancellationToken);
            var entry = await WriteOneAsync(ownerId, request, 1, part, cancellationToken);
            if (entry.File is not null)
                File.Move(part, path, overwrite: true);
            progress(1);
            return new WrittenExport(Path.GetExtension(entry.File) ?? "", [entry]);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>What the audit log says of an export: how much, never who or where.</summary>
    public static AuditRecord AuditOf(
        AuditActor actor, AuditSubject owner, CoveredExportRequest request, WrittenExport written) =>
        new(actor, AuditActions.Exported, "Wrote out files with faces covered.")
        {
            About = owner,
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"{written.Exported} files, {written.Refused} refused, {request.Choice}, {request.Keep.Count} people left readable"),
        };

    private async Task<WrittenExport> WriteArchiveAsync(
        Guid ownerId, CoveredExportRequest request, string path, string part, Action<int> progress,
        CancellationToken cancellationToken)
    {
        var entries = new List<ManifestEntry>(request.Media.Count);
        await using var file = File.Create(path);
        // Pictures and videos are as small as they get.
        await using var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        for (var number = 1; number <= request.Media.Count; number++)
        {
            var entry = await WriteOneAsync(ownerId, request, number, part, cancellationToken);
            entries.Add(entry);
            if (entry.File is not null)
                await archive.CreateEntryFromFileAsync(part, entry.File, CompressionLevel.NoCompression, cancellationToken);
            progress(number);
        }
        await using var manifest = await archive
            .CreateEntry(ExportManifest.FileName, CompressionLevel.NoCompression).OpenAsync(cancellationToken);
        await manifest.WriteAsync(
            new ExportManifest(MeasuredStrengths.Default.Judge(request.Choice).Reason, entries).ToJson(), cancellationToken);
        return new WrittenExport(".zip", entries);
    }

    /// <summary>To the temporary file first: an archive's entry could not be taken back when a file fails half-way.</summary>
    private async Task<ManifestEntry> WriteOneAsync(
        Guid ownerId, CoveredExportRequest request, int number, string part, CancellationToken cancellationToken)
    {
        var id = request.Media[number - 1];
        string reason;
        try
        {
            if (await sources.FindAsync(ownerId, id, cancellationToken) is not { } source)
                return Refused("The file is no longer in the library.");
            await using var target = File.Create(part);
            var done = await covering.WriteAsync(ownerId, source, request, target, cancellationToken);
            return new ManifestEntry(number, id, NameOf(request, number, source, done.Extension), done.Covered, done.Readable, null);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Whatever a decoder says of a file that it was not let read to its end.
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        catch (UnreadableMediaException unreadable)
        {
            reason = unreadable.Message;
        }
        catch (ModelFileException damaged)
        {
            reason = damaged.Message;
        }
        catch (NoVideoEncoderException missing)
        {
            reason = missing.Message;
        }
        catch (Exception failure) when (!FileTrouble.IsDiskFull(failure) && FileTrouble.Describe(failure) is not null)
        {
            reason = FileTrouble.Describe(failure)!;
        }
        catch (Exception failure) when (!FileTrouble.IsDiskFull(failure) && failure is not Npgsql.NpgsqlException)
        {
            // A network that fails, say: what was not looked at is not exported, and stops no other file.
            ExportLog.Unexpected(log, id, failure);
            reason = $"An internal error ({failure.GetType().Name}); the log has more.";
        }
        return Refused(reason);

        ManifestEntry Refused(string why) => new(number, id, null, null, null, why);
    }

    /// <summary>Without the original's name where nothing is to tell where the file comes from.</summary>
    private static string NameOf(CoveredExportRequest request, int number, ExportSource source, string extension)
    {
        var digits = number.ToString("0000", CultureInfo.InvariantCulture);
        if (request.Metadata == MetadataChoice.Strip)
            return digits + extension;
        var name = string.Concat(Path.GetFileNameWithoutExtension(source.Name).Where(sign => char.IsLetterOrDigit(sign) || sign is '-' or '_' or ' '));
        return $"{digits}-{name[..Math.Min(name.Length, 80)]}{extension}";
    }
}
