using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Worker.Analysis;

/// <summary>Reads what a music or video file says of itself; a video also gives a poster frame for its thumbnails.</summary>
internal sealed class AudioVideoAnalysis(MediaProbe probe, VideoPosterExtractor posters, ThumbnailStore thumbnails)
{
    /// <exception cref="UnreadableMediaException">The file holds no readable stream.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public AnalysisOutcome Analyze(ClaimedMedia media)
    {
        var metadata = probe.Read(media.Path, CancellationToken.None);
        var hash = ContentHasher.Hash(media.Path, CancellationToken.None);
        if (media.Kind == MediaKind.Video && metadata.HasVideo)
        {
            using var poster = posters.Extract(
                media.Path, metadata, PhotoAnalysis.DecodedEdgePixels, CancellationToken.None);
            thumbnails.Write(hash, poster);
        }
        var basics = new BasicsResult
        {
            ContentHash = hash,
            Width = metadata.Width,
            Height = metadata.Height,
            DurationSeconds = metadata.Duration?.TotalSeconds,
            TakenAt = metadata.CreatedAt?.UtcDateTime,
            TakenAtOffsetMinutes = metadata.CreatedAt is null ? null : (short)0,
            Title = metadata.Title,
            Artist = metadata.Artist,
            Album = metadata.Album,
            Genre = metadata.Genre,
        };
        return new AnalysisOutcome(
            media, [TaskOutcome.Succeeded(AnalysisTask.Basics, TaskPlan.BasicsVersion)]) { Basics = basics };
    }
}
