using System.Security.Cryptography;

namespace Recognize.Models.Packs.Own;

/// <summary>
/// A copy of an owner's model file, taken before anything is looked at: what is tried is what will be installed, whatever
/// happens to the original meanwhile. Disposing it deletes what was not installed.
/// </summary>
public sealed class IncomingModel : IDisposable
{
    /// <summary>Largest model file that is taken, in bytes.</summary>
    public const long LargestFile = 1L << 30;

    private IncomingModel(string folder, string fileName, long bytes, string sha256) =>
        (Folder, FileName, Bytes, Sha256) = (folder, fileName, bytes, sha256);

    /// <summary>A folder of its own beside the installed packs.</summary>
    public string Folder { get; }

    /// <summary><c>model.onnx</c> or <c>model.tflite</c>, by the content.</summary>
    public string FileName { get; }

    public long Bytes { get; }

    public string Sha256 { get; }

    /// <summary>Absolute path of the copy.</summary>
    public string FilePath => Path.Combine(Folder, FileName);

    /// <exception cref="ModelRefusedException">It is no model file, too large, or cannot be read.</exception>
    internal static async Task<IncomingModel> CopyAsync(string path, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        try
        {
            var copy = Path.Combine(folder, "model.part");
            await CopyFileAsync(path, copy, cancellationToken);
            await using var stream = File.OpenRead(copy);
            var head = new byte[64];
            var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
            var fileName = "model" + ModelFormat.Identify(head.AsSpan(0, length));
            stream.Position = 0;
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
            File.Move(copy, Path.Combine(folder, fileName));
            return new IncomingModel(folder, fileName, stream.Length, hash);
        }
        catch (Exception error)
        {
            Directory.Delete(folder, recursive: true);
            if (error is IOException or UnauthorizedAccessException)
                throw new ModelRefusedException($"{path} cannot be read: {error.Message}", error);
            throw;
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private static async Task CopyFileAsync(string path, string copy, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
            throw new ModelRefusedException($"{path} is a folder, not a model file.");
        if (!File.Exists(path))
            throw new ModelRefusedException($"There is no file {path}.");
        await using var source = File.OpenRead(path);
        // A pipe or a device has no length, and never ends.
        if (!source.CanSeek)
            throw new ModelRefusedException($"{path} is not a plain file.");
        await using var target = File.Create(copy);
        var buffer = new byte[1 << 20];
        int count;
        while ((count = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            // Counted while it is read: the file may grow.
            if (target.Length + count > LargestFile)
                throw new ModelRefusedException($"{path} is larger than {LargestFile >> 30} GiB, the most that is taken.");
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
        target.Flush(flushToDisk: true);
    }
}
