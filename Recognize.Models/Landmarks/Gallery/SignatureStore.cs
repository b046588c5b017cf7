using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Recognize.Models.Landmarks.Features;

namespace Recognize.Models.Landmarks.Gallery;

/// <summary>
/// Keeps the signatures of reference photos on disk, so that they are computed once. Files appear whole or not at all; a
/// damaged one counts as absent. Thread-safe, also between processes.
/// </summary>
/// <param name="folder">Made when the first signature is kept.</param>
/// <param name="embedderVersion">Of the embedding network; with another one signatures are made anew. Null without one.</param>
internal sealed class SignatureStore(string folder, string? embedderVersion)
{
    private const string Extension = ".signature";

    private readonly string _suffix = "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"features {LocalFeatureExtractor.Version}, embedder {embedderVersion}")))[..8] + Extension;

    /// <summary>The signature of a file's content, or null when it is not kept.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public PhotoSignature? TryRead(string contentHash)
    {
        var path = PathOf(contentHash);
        if (!File.Exists(path))
            return null;
        var content = File.ReadAllBytes(path);
        var body = content.AsSpan(0, Math.Max(0, content.Length - SHA256.HashSizeInBytes));
        return SHA256.HashData(body).AsSpan().SequenceEqual(content.AsSpan(body.Length)) ? Parse(body.ToArray()) : null;
    }

    /// <exception cref="IOException">The disk is full or fails; nothing partial stays behind.</exception>
    public void Write(string contentHash, PhotoSignature signature)
    {
        Directory.CreateDirectory(folder);
        var body = Format(signature);
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            File.WriteAllBytes(temporary, [.. body, .. SHA256.HashData(body)]);
            File.Move(temporary, PathOf(contentHash), overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Removes the signatures of all other content, and those of other versions.</summary>
    public void KeepOnly(IEnumerable<string> contentHashes)
    {
        if (!Directory.Exists(folder))
            return;
        var kept = contentHashes.Select(PathOf).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, $"*{Extension}").Where(path => !kept.Contains(path)))
            File.Delete(path);
    }

    private string PathOf(string contentHash) => Path.Combine(folder, contentHash + _suffix);

    private static byte[] Format(PhotoSignature signature)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var features = signature.Features;
        writer.Write(features.Width);
        writer.Write(features.Height);
        writer.Write(features.Count);
        writer.Write(signature.Embedding?.Length ?? 0);
        writer.Write(MemoryMarshal.AsBytes<LocalFeature>(features.Places.ToArray()));
        writer.Write(features.Descriptors);
        writer.Write(MemoryMarshal.AsBytes<float>(signature.Embedding ?? []));
        writer.Flush();
        return stream.ToArray();
    }

    // Only what this class has written gets here: the hash was right.
    private static PhotoSignature Parse(byte[] body)
    {
        using var reader = new BinaryReader(new MemoryStream(body));
        var (width, height, count, embedding) =
            (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var places = new LocalFeature[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(places.AsSpan()));
        var descriptors = reader.ReadBytes(count * LocalFeatures.DescriptorLength);
        var vector = new float[embedding];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(vector.AsSpan()));
        return new PhotoSignature(
            new LocalFeatures(width, height, places, descriptors), embedding == 0 ? null : vector);
    }
}
