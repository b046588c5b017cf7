using System.Security.Cryptography;

namespace Recognize.Models.Packs.Import;

/// <summary>
/// Keeps imported networks on disk, so that an import is done once. Only a gain of time: an entry that is damaged, or
/// cannot be written, is made anew. Any number of processes may use one folder at once. Thread-safe.
/// </summary>
internal sealed class ImportedModelCache(string folder)
{
    /// <summary>The network of a source, from the cache or made now.</summary>
    /// <param name="sourceSha256">Hash of the source file.</param>
    /// <param name="import">Makes the network; its errors reach the caller and nothing is kept.</param>
    public byte[] GetOrAdd(string sourceSha256, Func<byte[]> import)
    {
        var path = Path.Combine(folder, $"{sourceSha256}.v{ModelImport.Version}.onnx");
        if (TryRead(path) is { } cached)
            return cached;
        var network = import();
        TryWrite(path, network);
        return network;
    }

    private static byte[]? TryRead(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        // The network is followed by its hash: half a file, or a changed one, is no cached network.
        if (content.Length <= SHA256.HashSizeInBytes)
            return null;
        var network = content.AsSpan(0, content.Length - SHA256.HashSizeInBytes);
        return SHA256.HashData(network).AsSpan().SequenceEqual(content.AsSpan(network.Length)) ? network.ToArray() : null;
    }

    private void TryWrite(string path, byte[] network)
    {
        // A name of its own for each writer, then moved: a reader sees a whole entry, and the last writer wins with
        // what is the same content.
        var partial = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(partial, FileMode.CreateNew))
            {
                stream.Write(network);
                stream.Write(SHA256.HashData(network));
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A models folder that is read-only, or full: the network is imported again by the next process.
            TryDelete(partial);
        }
    }

    private static void TryDelete(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Nothing is lost but the room it takes.
        }
    }
}
