using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Worker.Analysis;

/// <summary>Reads what a music or video file says of itself; a video also gives a poster frame for its thumbnails.</summary>
internal sealed class AudioVideoAnalysis(
    MediaProbe probe, VideoPosterExtractor posters, ThumbnailStore thumbnails, VideoAnalysis videos, MusicAnalysis music)
{
    /// <exception cref="UnreadableMediaException">The file holds no readable stream.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    public AnalysisOutcome Analyze(ClaimedMedia media, CancellationToken cancellationToken)
    {
        var facts = probe.Read(media.Path, cancellationToken);
        var outcome = new AnalysisOutcome(media, []);
        if (media.Tasks.Contains(AnalysisTask.Basics))
        {
            outcome = outcome with
            {
                Basics = ReadBasics(media, facts, cancellationToken),
                Tasks = [TaskOutcome.Succeeded(AnalysisTask.Basics, TaskPlan.BasicsVersion)],
                Tags = music.ReadFileGenre(media, facts),
            };
        }
        var recognition = media.Tasks.Where(task => task != AnalysisTask.Basics).ToList();
        if (recognition.Count == 0)
            return outcome;
        try
        {
            return media.Kind == MediaKind.Audio
                ? music.Recognise(outcome, facts, recognition, cancellationToken)
                : videos.Recognise(outcome, facts, recognition, cancellationToken);
        }
        catch (UnreadableMediaException unreadable) when (!cancellationToken.IsCancellationRequested)
        {
            // What the file says of itself is good all the same.
            var failed = recognition
                .Select(task => TaskOutcome.Failed(task, AnalysisErrorKind.Unreadable, unreadable.Message));
            return outcome with { Tasks = [.. outcome.Tasks, .. failed] };
        }
    }

    private BasicsResult ReadBasics(ClaimedMedia media, MediaFacts facts, CancellationToken cancellationToken)
    {
        var hash = ContentHasher.Hash(media.Path, cancellationToken);
        if (media.Kind == MediaKind.Video && facts.HasVideo)
        {
            using var poster = posters.Extract(
                media.Path, facts, PhotoAnalysis.DecodedEdgePixels, cancellationToken);
            thumbnails.Write(hash, poster);
        }
        return new BasicsResult
        {
            ContentHash = hash,
            Width = facts.Width,
            Height = facts.Height,
            DurationSeconds = facts.Duration?.TotalSeconds,
            TakenAt = facts.CreatedAt?.UtcDateTime,
            TakenAtOffsetMinutes = facts.CreatedAt is null ? null : (short)0,
            Latitude = facts.Latitude,
            Longitude = facts.Longitude,
            Altitude = facts.Altitude,
            Title = facts.Title,
            Artist = facts.Artist,
            Album = facts.Album,
            Genre = facts.Genre,
        };
    }
}
