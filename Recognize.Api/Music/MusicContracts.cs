namespace Recognize.Api.Music;

/// <param name="TrackCount">Recordings of the artist.</param>
internal sealed record ArtistResponse(string Name, int TrackCount);

/// <param name="Artist">Null where its recordings name several, or none.</param>
internal sealed record MusicAlbumResponse(string Name, string? Artist, int TrackCount);

/// <summary>A recording.</summary>
/// <param name="Title">From the file, else the file's name.</param>
internal sealed record TrackResponse(
    Guid Id, string Title, string? Artist, string? Album, double? DurationSeconds, IReadOnlyList<TrackGenreResponse> Genres);

/// <summary>A tag of the kind music.</summary>
/// <param name="Names">By ISO 639-1 language code, where known.</param>
internal sealed record TrackGenreResponse(string Id, string Name, IReadOnlyDictionary<string, string> Names);

/// <summary>A genre that a recording can be given.</summary>
/// <param name="Names">By ISO 639-1 language code.</param>
/// <param name="ParentId">The genre that it is a kind of.</param>
internal sealed record GenreResponse(string Id, string Name, IReadOnlyDictionary<string, string> Names, string? ParentId);

/// <summary>Where a page of artists or albums ends.</summary>
internal sealed record MusicNameKey(string Name);

/// <summary>Where a page of recordings ends. Its place in the order is looked up: no answer holds a path.</summary>
internal sealed record TrackKey(Guid Id);
