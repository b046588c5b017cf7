using System.Collections.Frozen;

namespace Recognize.Models.Media;

/// <summary>The formats that are read, found by a file name's extension. What a file really holds, its content says.</summary>
public static class MediaFormats
{
    public static readonly MediaFormat Jpeg = Photo("JPEG", "image/jpeg");
    public static readonly MediaFormat Png = Photo("PNG", "image/png");
    public static readonly MediaFormat WebP = Photo("WebP", "image/webp");
    public static readonly MediaFormat Gif = Photo("GIF", "image/gif");
    public static readonly MediaFormat Tiff = Photo("TIFF", "image/tiff");
    public static readonly MediaFormat Bmp = Photo("BMP", "image/bmp");
    public static readonly MediaFormat Heif = Photo("HEIF", "image/heic");
    public static readonly MediaFormat Avif = Photo("AVIF", "image/avif");
    public static readonly MediaFormat JpegXl = Photo("JPEG XL", "image/jxl");

    private static readonly FrozenDictionary<string, MediaFormat> ByExtension = Build();

    private static readonly FrozenDictionary<string, MediaFormat>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        ByExtension.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Every extension that is read, lower case, with its dot.</summary>
    public static IReadOnlyCollection<string> Extensions => ByExtension.Keys;

    /// <summary>The format that the extension promises, or null when such files are not media that can be read.</summary>
    public static MediaFormat? FromFileName(ReadOnlySpan<char> fileName) =>
        Lookup.TryGetValue(Path.GetExtension(fileName), out var format) ? format : null;

    private static MediaFormat Photo(string name, string mimeType) => new(MediaKind.Photo, name, mimeType);

    private static FrozenDictionary<string, MediaFormat> Build()
    {
        var formats = new Dictionary<string, MediaFormat>(StringComparer.OrdinalIgnoreCase);
        void Add(MediaFormat format, params ReadOnlySpan<string> extensions)
        {
            foreach (var extension in extensions)
                formats.Add('.' + extension, format);
        }
        void AddRaw(string maker, string mimeType, params ReadOnlySpan<string> extensions) =>
            Add(new MediaFormat(MediaKind.Photo, $"{maker} RAW", mimeType, IsRaw: true), extensions);
        void AddAudio(string name, string mimeType, params ReadOnlySpan<string> extensions) =>
            Add(new MediaFormat(MediaKind.Audio, name, mimeType), extensions);
        void AddVideo(string name, string mimeType, params ReadOnlySpan<string> extensions) =>
            Add(new MediaFormat(MediaKind.Video, name, mimeType), extensions);

        Add(Jpeg, "jpg", "jpeg", "jpe", "jfif");
        Add(Png, "png");
        Add(WebP, "webp");
        Add(Gif, "gif");
        Add(Tiff, "tif", "tiff");
        Add(Bmp, "bmp", "dib");
        Add(Heif, "heic", "heif", "hif");
        Add(Avif, "avif");
        Add(JpegXl, "jxl");

        AddRaw("Adobe DNG", "image/x-adobe-dng", "dng");
        AddRaw("Canon", "image/x-canon-cr2", "cr2");
        AddRaw("Canon", "image/x-canon-cr3", "cr3");
        AddRaw("Nikon", "image/x-nikon-nef", "nef", "nrw");
        AddRaw("Sony", "image/x-sony-arw", "arw", "sr2", "srf");
        AddRaw("Olympus", "image/x-olympus-orf", "orf");
        AddRaw("Panasonic", "image/x-panasonic-rw2", "rw2", "rwl");
        AddRaw("Fujifilm", "image/x-fuji-raf", "raf");
        AddRaw("Pentax", "image/x-pentax-pef", "pef");
        AddRaw("Samsung", "image/x-samsung-srw", "srw");
        AddRaw("Hasselblad", "image/x-hasselblad-3fr", "3fr", "fff");
        AddRaw("Phase One", "image/x-phaseone-iiq", "iiq");
        AddRaw("Epson", "image/x-epson-erf", "erf");
        AddRaw("Kodak", "image/x-kodak-dcr", "dcr", "kdc");
        AddRaw("Leaf", "image/x-leaf-mos", "mos");

        AddAudio("MP3", "audio/mpeg", "mp3");
        AddAudio("FLAC", "audio/flac", "flac");
        AddAudio("Ogg", "audio/ogg", "ogg", "oga");
        AddAudio("Opus", "audio/opus", "opus");
        AddAudio("Speex", "audio/x-speex", "spx");
        AddAudio("MPEG-4 audio", "audio/mp4", "m4a", "m4b");
        AddAudio("AAC", "audio/aac", "aac");
        AddAudio("WAV", "audio/wav", "wav");
        AddAudio("AIFF", "audio/aiff", "aif", "aiff", "aifc");
        AddAudio("Windows Media Audio", "audio/x-ms-wma", "wma");
        AddAudio("Monkey's Audio", "audio/x-ape", "ape");
        AddAudio("WavPack", "audio/x-wavpack", "wv");
        AddAudio("Matroska audio", "audio/x-matroska", "mka");

        AddVideo("MPEG-4 video", "video/mp4", "mp4", "m4v");
        AddVideo("QuickTime", "video/quicktime", "mov");
        AddVideo("Matroska", "video/x-matroska", "mkv");
        AddVideo("WebM", "video/webm", "webm");
        AddVideo("AVI", "video/x-msvideo", "avi");
        AddVideo("3GP", "video/3gpp", "3gp", "3g2");
        AddVideo("MPEG transport stream", "video/mp2t", "mts", "m2ts");
        AddVideo("MPEG video", "video/mpeg", "mpg", "mpeg");
        AddVideo("Windows Media Video", "video/x-ms-wmv", "wmv");

        return formats.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
