namespace Recognize.Worker.Evaluation;

/// <summary>What it took to read the faces of some photos, from the file to the vector of each face.</summary>
/// <param name="Photos">Photos that could be read.</param>
/// <param name="Faces">Faces found in them.</param>
/// <param name="Threads">Photos read at the same time.</param>
/// <param name="Seconds">By the clock, all photos.</param>
/// <param name="PhotosPerSecond">By the clock, on all threads; null without a photo, as are the next two.</param>
/// <param name="PhotosPerSecondDecoded">The same without the time that the threads waited for decoding.</param>
/// <param name="CpuSecondsPerPhoto">Processor time of this process and its decoders.</param>
/// <param name="PeakRssMiB">
/// The largest resident set of this process, and of the decoders that live, added up: what they share counts for each.
/// </param>
internal sealed record ReadingCost(
    int Photos, int Faces, int Threads, double Seconds, double? PhotosPerSecond, double? PhotosPerSecondDecoded,
    double? CpuSecondsPerPhoto, double PeakRssMiB)
{
    /// <param name="photos">Photos that could be read.</param>
    /// <param name="faces">Faces found.</param>
    /// <param name="threads">Photos read at the same time.</param>
    /// <param name="elapsed">By the clock.</param>
    /// <param name="recognising">Time of all threads that was not spent on decoding, added up.</param>
    /// <param name="processor">Processor time.</param>
    /// <param name="peakRssMiB">In MiB.</param>
    public static ReadingCost Of(
        int photos, int faces, int threads, TimeSpan elapsed, TimeSpan recognising, TimeSpan processor, double peakRssMiB)
    {
        return new ReadingCost(
            photos, faces, threads, Math.Round(elapsed.TotalSeconds, 3), Each(photos / elapsed.TotalSeconds),
            Each(photos * threads / recognising.TotalSeconds), Each(processor.TotalSeconds / photos),
            Math.Round(peakRssMiB, 1));

        double? Each(double figure) => photos == 0 ? null : Math.Round(figure, 4);
    }
}
