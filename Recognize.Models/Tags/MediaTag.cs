namespace Recognize.Models.Tags;

/// <summary>Where an assignment comes from. Stored as a small integer: never renumber.</summary>
public enum TagSource
{
    /// <summary>The object models; <see cref="MediaTag.PackVersion"/> says which.</summary>
    Recogniser = 0,

    /// <summary>The file's own keywords.</summary>
    Metadata = 1,

    /// <summary>Somebody who may change the file's tags; <see cref="MediaTag.SetBy"/> says who.</summary>
    User = 2,

    /// <summary>Where the file was taken, looked up among the known places.</summary>
    Place = 3,

    /// <summary>A reference photo that shows the same.</summary>
    Gallery = 4,

    /// <summary>A landmark classifier.</summary>
    LandmarkModel = 5,

    /// <summary>The music models.</summary>
    MusicModel = 6,

    /// <summary>The genre that a music file carries of itself.</summary>
    FileGenre = 7,
}

/// <summary>One tag on one file from one source. Stored in <c>media_tags</c>.</summary>
public sealed class MediaTag
{
    public required Guid MediaId { get; init; }

    public required string TagId { get; init; }

    public required TagSource Source { get; init; }

    /// <summary>How sure, 0..1; 1 for metadata and the owner.</summary>
    public required float Score { get; set; }

    /// <summary>A user removed the tag: it hides this tag from every source, for good.</summary>
    public bool IsRemoved { get; set; }

    public string? PackVersion { get; set; }

    /// <summary>The model's own label behind it, for the question "why?".</summary>
    public string? RawLabel { get; set; }

    /// <summary>Where in a video it was surest, in seconds from its start.</summary>
    public double? TimeSeconds { get; set; }

    /// <summary>Who added or removed it by hand; null for other sources, and once that user was erased.</summary>
    public Guid? SetBy { get; set; }
}
