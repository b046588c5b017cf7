using Recognize.Models.Faces;
using Recognize.Models.Landmarks;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Tags;

namespace Recognize.Worker.Analysis;

/// <summary>Runs the photo recognisers over the frames of a video; each result says when it was seen.</summary>
internal sealed class VideoAnalysis(VideoFrameExtractor extractor, Recognisers recognisers)
{
    /// <summary>Pictures taken of a video at most: a home video seldom shows more scenes, and a film stays affordable.</summary>
    internal const int MaxFrames = 16;

    /// <summary>Adds what the frames give to an outcome, for each of the tasks asked for.</summary>
    /// <exception cref="UnreadableMediaException">No frame can be decoded.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public AnalysisOutcome Recognise(
        AnalysisOutcome outcome, MediaFacts facts, IReadOnlyList<AnalysisTask> tasks, CancellationToken cancellationToken)
    {
        var done = new List<TaskOutcome>(outcome.Tasks);
        var tags = outcome.Tags.ToDictionary();
        // A film's name on a recording without pictures: there is nothing to see, and that is a result.
        var frames = facts.HasVideo && tasks.Any(NeedsFrames)
            ? extractor.Extract(
                outcome.Media.Path, facts, MaxFrames, PhotoAnalysis.DecodedEdgePixels, cancellationToken)
            : [];
        try
        {
            foreach (var task in tasks)
            {
                switch (task)
                {
                    case AnalysisTask.Faces when recognisers.Faces is { } faces:
                        outcome = outcome with
                        {
                            Faces = Faces(faces, frames, facts, cancellationToken), FaceLimits = faces.SimilarityLimits,
                        };
                        done.Add(TaskOutcome.Succeeded(task, faces.PackVersion));
                        break;
                    case AnalysisTask.Objects when recognisers.Objects is { } objects:
                        tags[task] = VideoTags.Merge(
                            [.. frames.Select(frame => (
                                frame.TimeSeconds, objects.Recognize(frame.Image, cancellationToken)))]);
                        done.Add(TaskOutcome.Succeeded(task, objects.PackVersion));
                        break;
                    case AnalysisTask.Landmarks when recognisers.Landmarks is { } landmarks:
                        tags[task] = Landmarks(landmarks, frames, facts, cancellationToken);
                        done.Add(TaskOutcome.Succeeded(task, landmarks.Version));
                        break;
                    default:
                        done.Add(TaskOutcome.NoModel(task));
                        break;
                }
            }
        }
        finally
        {
            foreach (var frame in frames)
                frame.Dispose();
        }
        return outcome with { Tasks = done, Tags = tags };
    }

    private bool NeedsFrames(AnalysisTask task) =>
        task != AnalysisTask.Landmarks || recognisers.Landmarks is { LooksAtPixels: true };

    private static List<RecognizedTag> Landmarks(
        LandmarkRecognizer recognizer, IReadOnlyList<VideoFrame> frames, MediaFacts facts,
        CancellationToken cancellationToken)
    {
        var taken = facts is { Latitude: { } latitude, Longitude: { } longitude }
            ? new TakenAtPlace(latitude, longitude, facts.Altitude)
            : (TakenAtPlace?)null;
        var seen = VideoTags.Merge(
            [.. frames.Select(frame => (
                frame.TimeSeconds,
                recognizer.InPicture(frame.Image, exceptReference: null, cancellationToken)))]);
        return [.. recognizer.WhereTaken(taken), .. seen];
    }

    private static List<DetectedFace> Faces(
        FaceRecognizer recognizer, IReadOnlyList<VideoFrame> frames, MediaFacts facts,
        CancellationToken cancellationToken)
    {
        var seen = frames.Select(frame => recognizer
            .Recognize(frame.Image, facts.Width!.Value, facts.Height!.Value, cancellationToken)
            .Select(face => face with { TimeSeconds = frame.TimeSeconds }));
        return VideoFaces.Merge(seen.SelectMany(faces => faces), recognizer.SimilarityLimits.Pair);
    }
}
