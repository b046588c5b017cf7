using Microsoft.Extensions.Logging;
using Recognize.Models.Inference;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Worker.Limits;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Analyses one file: one read for the hash, one decode for everything else. Never throws for what a file or the disk
/// does: each failure becomes an outcome with a reason.
/// </summary>
internal sealed class MediaAnalyzer(
    PhotoAnalysis photos, AudioVideoAnalysis audioAndVideo, Recognisers recognisers, OnnxSessionPool networks,
    AnalysisOptions options, ILogger<MediaAnalyzer> log)
{
    private const string EmptyFile = "The file is empty.";

    /// <summary>Loads what these files need, which the first of them would load otherwise. Safe to repeat.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged: no file can be analysed.</exception>
    public void Load(IReadOnlyCollection<ClaimedMedia> files)
    {
        if (files.Any(file => file.Kind == MediaKind.Photo))
            photos.Prepare();
        AnalysisTask[] tasks = [.. files.SelectMany(file => file.Tasks).Distinct()];
        var names = Recognisers.NamesOf(tasks);
        if (options.NetworksInTurn && networks.UnloadAllBut(names) > 0)
            MemoryRelease.Run();
        recognisers.Load(tasks);
        networks.Reload(names);
    }

    /// <summary>Gives the networks' memory back until the next file. Safe at any time.</summary>
    public void Unload() => networks.Unload();

    /// <summary>Analyses a file.</summary>
    /// <param name="media">The file, with what is asked of it.</param>
    /// <param name="breakOff">Ends the work early; the file is given back then.</param>
    public AnalysisOutcome Analyze(ClaimedMedia media, CancellationToken breakOff)
    {
        // An empty file is never opened: pipes and devices show the same size and would block the worker.
        if (media.SizeBytes == 0)
            return AnalysisOutcome.Failed(media, AnalysisErrorKind.Unreadable, EmptyFile);
        try
        {
            return media.Kind == MediaKind.Photo ? photos.Analyze(media, breakOff) : audioAndVideo.Analyze(media, breakOff);
        }
        catch (Exception) when (breakOff.IsCancellationRequested)
        {
            // Whatever a decoder says of a file that it was not let read to its end.
            return AnalysisOutcome.GivenBack(media);
        }
        catch (Exception failure) when (FileTrouble.IsDiskFull(failure))
        {
            return AnalysisOutcome.GivenBack(media, isDiskFull: true);
        }
        catch (UnreadableMediaException unreadable)
        {
            return AnalysisOutcome.Failed(media, AnalysisErrorKind.Unreadable, unreadable.Message);
        }
        catch (Exception failure) when (FileTrouble.Describe(failure) is { } reason)
        {
            return AnalysisOutcome.Failed(media, AnalysisErrorKind.Transient, reason);
        }
        catch (Exception failure)
        {
            // A mistake of ours: it is logged with its stack, and neither stops the rest nor passes for "no tags".
            AnalysisLog.Unexpected(log, media.MediaId, failure);
            return AnalysisOutcome.Failed(
                media, AnalysisErrorKind.Transient, $"An internal error ({failure.GetType().Name}); the log has more.");
        }
    }
}
