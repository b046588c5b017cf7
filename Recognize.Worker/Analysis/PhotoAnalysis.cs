using Recognize.Models.Landmarks;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Objects;
using Recognize.Models.Tags;

namespace Recognize.Worker.Analysis;

/// <summary>Analyses a photo: one decode feeds the thumbnails and every recogniser.</summary>
internal sealed class PhotoAnalysis(PhotoDecoder decoder, ThumbnailStore thumbnails, Recognisers recognisers)
{
    /// <summary>
    /// Longest edge of the one decode: the largest thumbnail, and enough for all but small faces.
    /// </summary>
    internal const int DecodedEdgePixels = 1280;

    /// <inheritdoc cref="PhotoDecoder.Prepare"/>
    public void Prepare() => decoder.Prepare();

    /// <exception cref="UnreadableMediaException">The photo cannot be decoded.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    public AnalysisOutcome Analyze(ClaimedMedia media, CancellationToken cancellationToken)
    {
        using var photo = Decode(media.Path, cancellationToken);
        var outcome = new AnalysisOutcome(media, []);
        var tasks = new List<TaskOutcome>(media.Tasks.Count);
        var tags = new Dictionary<AnalysisTask, IReadOnlyList<RecognizedTag>>();
        var metadata = new Lazy<PhotoMetadata>(() => decoder.ReadMetadata(media.Path));
        foreach (var task in media.Tasks)
        {
            using var trace = AnalysisTrace.Of(task);
            switch (task)
            {
                case AnalysisTask.Basics:
                    var basics = ReadBasics(media.Path, metadata.Value, photo, cancellationToken);
                    thumbnails.Write(basics.ContentHash, photo.Image);
                    outcome = outcome with { Basics = basics };
                    tasks.Add(TaskOutcome.Succeeded(task, TaskPlan.BasicsVersion));
                    break;
                case AnalysisTask.Faces when recognisers.Faces is { } faces:
                    outcome = outcome with
                    {
                        Faces = faces.Recognize(
                            photo.Image, photo.OriginalWidth, photo.OriginalHeight, cancellationToken,
                            edge => decoder.Decode(media.Path, edge, cancellationToken).Image),
                        FaceLimits = faces.SimilarityLimits,
                    };
                    tasks.Add(TaskOutcome.Succeeded(task, faces.PackVersion));
                    break;
                case AnalysisTask.Objects when recognisers.Objects is { } objects:
                    var origin = PhotoOrigin.Of(photo, metadata.Value);
                    var shown = objects.Recognize(photo.Image, origin, cancellationToken);
                    tags[task] = shown.Tags;
                    outcome = outcome with { Counted = shown.Counted };
                    tasks.Add(TaskOutcome.Succeeded(task, objects.PackVersion));
                    break;
                case AnalysisTask.Landmarks when recognisers.Landmarks is { } landmarks:
                    tags[task] = landmarks.Recognize(
                        photo.Image, TakenAtPlace.Of(metadata.Value), exceptReference: null, cancellationToken);
                    tasks.Add(TaskOutcome.Succeeded(task, landmarks.Version));
                    break;
                default:
                    tasks.Add(TaskOutcome.NoModel(task));
                    break;
            }
        }
        return outcome with { Tasks = tasks, Tags = tags };
    }

    private DecodedPhoto Decode(string path, CancellationToken cancellationToken)
    {
        using var trace = AnalysisTrace.Decode();
        return decoder.Decode(path, DecodedEdgePixels, cancellationToken);
    }

    private static BasicsResult ReadBasics(
        string path, PhotoMetadata metadata, DecodedPhoto photo, CancellationToken cancellationToken) =>
        ToBasics(ContentHasher.Hash(path, cancellationToken), metadata, photo);

    /// <summary>What is stored of a photo's hash, metadata and size.</summary>
    internal static BasicsResult ToBasics(byte[] hash, PhotoMetadata metadata, DecodedPhoto photo) => new()
    {
        ContentHash = hash,
        Width = photo.OriginalWidth,
        Height = photo.OriginalHeight,
        TakenAt = metadata.TakenAt,
        TakenAtOffsetMinutes = (short?)metadata.UtcOffset?.TotalMinutes,
        CameraMake = metadata.CameraMake,
        CameraModel = metadata.CameraModel,
        LensModel = metadata.Lens,
        Latitude = metadata.Latitude,
        Longitude = metadata.Longitude,
        Altitude = metadata.Altitude,
        Title = metadata.Title,
        Description = metadata.Description,
        Rating = (short?)metadata.Rating,
        Keywords = metadata.Keywords,
        Motion = metadata.Motion,
        Warnings = metadata.Warnings,
    };
}
