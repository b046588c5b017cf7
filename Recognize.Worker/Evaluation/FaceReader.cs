using System.Collections.Concurrent;
using System.Diagnostics;
using Recognize.Models.Faces;
using Recognize.Models.Media;
using Recognize.Worker.Decoding;

namespace Recognize.Worker.Evaluation;

/// <summary>The faces of some photos.</summary>
/// <param name="Photos">Those that could be read, by name.</param>
/// <param name="Unreadable">Why the others could not, by name.</param>
/// <param name="Cost">What reading them took.</param>
internal sealed record FacesOfPhotos(
    IReadOnlyDictionary<string, FacesOfPhoto> Photos, IReadOnlyDictionary<string, string> Unreadable, ReadingCost Cost);

/// <summary>Reads the faces of many labelled photos, as many at a time as the pipeline, and measures what that takes.</summary>
/// <param name="decoder">Decodes the photos.</param>
/// <param name="recognizer">Finds and describes their faces.</param>
/// <param name="threads">Photos read at the same time.</param>
/// <param name="peakRssMiB">The largest resident set of this process so far.</param>
internal sealed class FaceReader(PhotoDecoder decoder, FaceRecognizer recognizer, int threads, Func<double> peakRssMiB)
{
    /// <summary>Reads each photo once. The networks are loaded before the clock starts.</summary>
    /// <param name="images">The folder that the names start from.</param>
    /// <param name="files">Names, each once.</param>
    /// <param name="cancellationToken">Stops between two photos.</param>
    public FacesOfPhotos ReadAll(string images, IReadOnlyCollection<string> files, CancellationToken cancellationToken)
    {
        var photos = new ConcurrentDictionary<string, FacesOfPhoto>(StringComparer.Ordinal);
        var unreadable = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var reader = new PhotoFaces(decoder, recognizer);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        var recognisingTicks = 0L;
        recognizer.Load();
        var processor = ChildProcesses.ProcessorTime;
        var clock = Stopwatch.StartNew();
        Parallel.ForEach(files, parallel, file =>
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                var photo = reader.Read(Path.Combine(images, file), cancellationToken);
                Interlocked.Add(ref recognisingTicks, (Stopwatch.GetElapsedTime(started) - photo.Decoding).Ticks);
                photos[file] = photo;
            }
            catch (Exception failure) when (failure is UnreadableMediaException or IOException or UnauthorizedAccessException)
            {
                unreadable[file] = failure.Message;
            }
        });
        clock.Stop();

        var cost = ReadingCost.Of(
            photos.Count, photos.Values.Sum(photo => photo.Faces.Count), threads, clock.Elapsed,
            TimeSpan.FromTicks(recognisingTicks), ChildProcesses.ProcessorTime - processor,
            peakRssMiB() + ChildProcesses.DecodersPeakMiB);
        return new FacesOfPhotos(photos, unreadable, cost);
    }
}
