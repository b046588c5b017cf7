using System.Collections.Concurrent;
using System.Diagnostics;
using Recognize.Models.Faces;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Tags;
using Recognize.Worker.Analysis;
using Recognize.Worker.Decoding;

namespace Recognize.Worker.Benchmark;

/// <summary>
/// Runs each stage alone over all photos, on as many threads as the pipeline uses: one thread alone would have the
/// caches and the clock frequency of the others to itself.
/// </summary>
/// <remarks>Photos go by in groups, so that no more than a few decoded ones are in memory.</remarks>
internal sealed class StagePass(
    PhotoDecoder decoder, ThumbnailStore thumbnails, Recognisers recognisers, AnalysisOptions options)
{
    private const int PhotosPerThread = 8;

    /// <summary>Measures one pass over the photos.</summary>
    public StagePassResult Run(IReadOnlyList<string> photos, CancellationToken cancellationToken)
    {
        var costs = Enum.GetValues<Stage>().ToDictionary(stage => stage, _ => default(StageCost));
        var outcomes = new ConcurrentDictionary<string, AnalysisOutcome>(StringComparer.Ordinal);
        foreach (var paths in photos.Chunk(PhotosPerThread * options.Threads))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var group = Array.ConvertAll(paths, path => new PhotoInHand(path));
            try
            {
                foreach (var stage in costs.Keys)
                    costs[stage] += Measure(stage, group);
                foreach (var photo in group.Where(photo => photo.Decoded is not null))
                    outcomes[photo.Path] = photo.ToOutcome();
            }
            finally
            {
                foreach (var photo in group)
                    photo.Decoded?.Dispose();
            }
        }
        return new StagePassResult(costs, outcomes);
    }

    private StageCost Measure(Stage stage, PhotoInHand[] group)
    {
        var photos = stage switch
        {
            Stage.Hash or Stage.Metadata or Stage.Decode => group,
            Stage.Detect => Array.FindAll(group, photo => photo.Decoded is not null && recognisers.Faces is not null),
            Stage.Label => Array.FindAll(group, photo => photo.Decoded is not null && recognisers.Objects is not null),
            Stage.Embed => Array.FindAll(group, photo => photo.Found?.Count > 0),
            _ => Array.FindAll(group, photo => photo.Decoded is not null),
        };
        if (photos.Length == 0)
            return default;

        var next = -1;
        var busyTicks = 0L;
        var before = ChildProcesses.ProcessorTime;
        var threads = Enumerable.Range(0, options.Threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var i = Interlocked.Increment(ref next); i < photos.Length; i = Interlocked.Increment(ref next))
                {
                    var started = Stopwatch.GetTimestamp();
                    Run(stage, photos[i]);
                    Interlocked.Add(ref busyTicks, Stopwatch.GetElapsedTime(started).Ticks);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Task.WaitAll(threads);
        var processor = ChildProcesses.ProcessorTime - before;
        var items = stage == Stage.Embed ? photos.Sum(photo => photo.Faces?.Count ?? 0) : photos.Length;
        return new StageCost(items, TimeSpan.FromTicks(busyTicks), processor);
    }

    private void Run(Stage stage, PhotoInHand photo)
    {
        switch (stage)
        {
            case Stage.Hash:
                photo.Hash = ContentHasher.Hash(photo.Path, CancellationToken.None);
                break;
            case Stage.Metadata:
                photo.Metadata = decoder.ReadMetadata(photo.Path);
                break;
            case Stage.Decode:
                photo.Decoded = TryDecode(photo.Path);
                break;
            case Stage.Detect:
                photo.Found = recognisers.Faces!.Detect(
                    photo.Decoded!.Image, photo.Decoded.OriginalWidth, photo.Decoded.OriginalHeight,
                    CancellationToken.None, edge => decoder.Decode(photo.Path, edge, CancellationToken.None).Image);
                break;
            case Stage.Embed:
                photo.Faces = recognisers.Faces!.Describe(photo.Found!, CancellationToken.None);
                break;
            case Stage.Label:
                photo.Objects = recognisers.Objects!.Recognize(photo.Decoded!.Image, CancellationToken.None);
                break;
            case Stage.Thumbnails:
                thumbnails.Write(photo.Hash!, photo.Decoded!.Image);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(stage));
        }
    }

    // A damaged photo costs the pipeline a try, too; it just has no further stages.
    private DecodedPhoto? TryDecode(string path)
    {
        try
        {
            return decoder.Decode(path, PhotoAnalysis.DecodedEdgePixels, CancellationToken.None);
        }
        catch (UnreadableMediaException)
        {
            return null;
        }
    }

    /// <summary>One photo on its way through the stages.</summary>
    private sealed class PhotoInHand(string path)
    {
        public string Path { get; } = path;

        public byte[]? Hash { get; set; }

        public PhotoMetadata? Metadata { get; set; }

        public DecodedPhoto? Decoded { get; set; }

        public FoundFaces? Found { get; set; }

        public IReadOnlyList<DetectedFace>? Faces { get; set; }

        public IReadOnlyList<RecognizedTag>? Objects { get; set; }

        /// <summary>The results, not yet tied to a row of the ledger.</summary>
        public AnalysisOutcome ToOutcome()
        {
            var nobody = new ClaimedMedia(Guid.Empty, new ClaimedLibrary(Guid.Empty, Guid.Empty, ""), Path, MediaKind.Photo, 0, 0, []);
            return new AnalysisOutcome(nobody, [])
            {
                Basics = PhotoAnalysis.ToBasics(Hash!, Metadata!, Decoded!),
                Faces = Faces ?? [],
                Tags = new Dictionary<AnalysisTask, IReadOnlyList<RecognizedTag>>
                {
                    [AnalysisTask.Objects] = Objects ?? [],
                },
            };
        }
    }
}
