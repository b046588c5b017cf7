using Recognize.Models.Media;

namespace Recognize.Worker.Scanning;

/// <summary>
/// Marker files by which an owner keeps a folder and all below it out: <c>.nomedia</c> and <c>.norecognize</c>
/// everything, <c>.noimage</c>, <c>.nomusic</c>, <c>.novideo</c> one kind.
/// </summary>
/// <param name="NoPhotos">Photos are left out.</param>
/// <param name="NoAudio">Music is left out.</param>
/// <param name="NoVideos">Videos are left out.</param>
internal readonly record struct FolderMarkers(bool NoPhotos, bool NoAudio, bool NoVideos)
{
    public bool ExcludeEverything => NoPhotos && NoAudio && NoVideos;

    /// <summary>These and what one more file of the folder asks for.</summary>
    public FolderMarkers With(string fileName) => fileName switch
    {
        ".nomedia" or ".norecognize" => new FolderMarkers(true, true, true),
        ".noimage" => this with { NoPhotos = true },
        ".nomusic" => this with { NoAudio = true },
        ".novideo" => this with { NoVideos = true },
        _ => this,
    };

    public bool Exclude(MediaKind kind) => kind switch
    {
        MediaKind.Photo => NoPhotos,
        MediaKind.Audio => NoAudio,
        MediaKind.Video => NoVideos,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>All names of marker files.</summary>
    public static IReadOnlyList<string> FileNames { get; } = [".nomedia", ".norecognize", ".noimage", ".nomusic", ".novideo"];

    public static bool IsMarker(string fileName) => FileNames.Contains(fileName);
}
