using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Xmp;
using MetadataExtractor.IO;
using XmpCore;
using Directory = MetadataExtractor.Directory;

namespace Recognize.Models.Media.Metadata;

/// <summary>
/// The raw metadata of one photo: directories of tags, and XMP documents with the most trusted first. Parsers meet
/// hostile and broken files: whatever one of them throws becomes a warning, and the rest is read.
/// </summary>
internal sealed class MetadataSources
{
    private const long MaxSidecarLength = 8 << 20;

    internal List<Directory> Directories { get; } = [];

    /// <summary>The sidecar's document, when there is one.</summary>
    internal IXmpMeta? Sidecar { get; private set; }

    /// <summary>The sidecar's document first, then those inside the file.</summary>
    internal List<IXmpMeta> Xmp { get; } = [];

    internal List<string> Warnings { get; } = [];

    internal static MetadataSources Read(MediaFile file, string path)
    {
        var sources = new MetadataSources();
        var head = file.ReadHead(MediaContent.HeadLength);
        if (IsoMetadata.Handles(head))
            sources.Try("The metadata", () => sources.ReadIso(file));
        else
            sources.Try("The metadata", () => sources.ReadOther(file));
        foreach (var directory in sources.Directories.OfType<XmpDirectory>().Where(xmp => xmp.XmpMeta is not null))
            sources.Xmp.Add(directory.XmpMeta!);
        foreach (var error in sources.Directories.SelectMany(directory => directory.Errors))
            sources.Warn($"Part of the metadata is damaged: {error}");

        if (FindSidecar(path) is { } sidecar)
            sources.Try("The sidecar file", () => sources.ReadSidecar(sidecar));
        return sources;
    }

    private void ReadOther(MediaFile file)
    {
        using var stream = new MediaFileStream(file);
        Directories.AddRange(ImageMetadataReader.ReadMetadata(stream));
    }

    private void ReadIso(MediaFile file)
    {
        var found = IsoMetadata.Read(file);
        foreach (var exif in found.Exif)
            Try("The camera's data", () => Directories.AddRange(new ExifReader().Extract(new ByteArrayReader(exif))));
        foreach (var gps in found.Gps)
            Try("The position", () => Directories.Add(ToGps(new ExifReader().Extract(new ByteArrayReader(gps)))));
        foreach (var xmp in found.Xmp)
            Try("The XMP data", () => Xmp.Add(XmpDocument.Parse(xmp)));
    }

    // Canon CR3 stores the position as a TIFF of its own, whose tags then count from the GPS numbers.
    private static GpsDirectory ToGps(IEnumerable<Directory> directories)
    {
        var gps = new GpsDirectory();
        foreach (var directory in directories.OfType<ExifIfd0Directory>())
        {
            foreach (var tag in directory.Tags)
                gps.Set(tag.Type, directory.GetObject(tag.Type)!);
        }
        return gps;
    }

    private void ReadSidecar(string path)
    {
        using var file = MediaFile.Open(path);
        if (file.Length > MaxSidecarLength)
            throw new InvalidDataException("The sidecar file is too long.");
        Sidecar = XmpDocument.Parse(file.ReadHead((int)MaxSidecarLength));
        Xmp.Insert(0, Sidecar);
    }

    private static string? FindSidecar(string path)
    {
        foreach (var extension in new[] { ".xmp", ".XMP" })
        {
            if (File.Exists(path + extension))
                return path + extension;
            var beside = Path.ChangeExtension(path, extension);
            if (File.Exists(beside))
                return beside;
        }
        return null;
    }

    private void Try(string what, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            // Parsers of strangers' bytes fail in every way there is: index, cast, overflow, XML and their own kinds.
            // An error of the disk shows itself when the photo is decoded, and must not hide behind one here.
            Warn(e is UnauthorizedAccessException or FileNotFoundException
                ? $"{what} cannot be read now."
                : $"{what} cannot be understood: it is damaged or of an unknown kind.");
        }
    }

    private void Warn(string warning)
    {
        if (Warnings.Count < 20 && MetadataText.Clean(warning, 300) is { } clean && !Warnings.Contains(clean))
            Warnings.Add(clean);
    }
}
