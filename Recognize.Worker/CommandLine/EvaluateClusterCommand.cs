using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Media;
using Recognize.Worker.Analysis;
using Recognize.Worker.Evaluation;

namespace Recognize.Worker.CommandLine;

/// <summary><c>evaluate cluster</c>: how well faces are grouped into people, on labelled photos.</summary>
internal static class EvaluateClusterCommand
{
    /// <summary>Names listed at most; a wrong folder would list all.</summary>
    private const int MostListed = 20;

    public static Command Create(Output output)
    {
        var images = EvaluateCommand.FolderOption("--images", "Folder of the photos that the labels name.");
        var labels = new Option<FileInfo>("--labels")
        {
            Description = "CSV file with the columns file and person; of several faces the label means the middle one.",
            Required = true,
        };
        var shift = new Option<float?>("--similarity-shift") { Description = "Added to all limits of similarity." };
        var size = new Option<int?>("--minimum-size") { Description = "How many faces a group has at least." };
        var quality = new Option<float?>("--minimum-quality") { Description = "Quality (0..1) from which a face founds groups." };
        var json = EvaluateCommand.JsonOption();
        var command = new Command("cluster", "Measure how faces are grouped into people, on labelled photos.")
        {
            images, labels, shift, size, quality, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = await EvaluateCommand.OpenAsync(cancellationToken);
            var recognizer = services.GetRequiredService<FaceRecognizerFactory>().TryGet()
                ?? throw new CommandFailure("No model pack for faces is installed. Run \"recognize models pull\".");
            var shipped = new GroupingOptions();
            var options = shipped with
            {
                SimilarityShift = parsed.GetValue(shift) ?? shipped.SimilarityShift,
                MinGroupSize = parsed.GetValue(size) ?? shipped.MinGroupSize,
                MinFoundingQuality = parsed.GetValue(quality) ?? shipped.MinFoundingQuality,
            };
            RefuseWhatIsOutOfRange(options, recognizer.SimilarityLimits);
            var reader = new FaceReader(
                services.GetRequiredService<PhotoDecoder>(), recognizer, AnalysisOptions.FromEnvironment().Threads,
                ProcessMemory.PeakResidentMiB);
            var evaluation = new ClusterEvaluation(
                reader, options, recognizer.SimilarityLimits, ProcessMemory.PeakResidentMiB);
            var report = evaluation.Run(
                parsed.GetRequiredValue(images).FullName, parsed.GetRequiredValue(labels).FullName, cancellationToken);
            Print(report, recognizer.PackVersion, output);
            if (parsed.GetValue(json))
                output.Line(EvaluateCommand.ToJson(report.Figures));
            return 0;
        });
        return command;
    }

    // Before minutes of reading photos, not after.
    private static void RefuseWhatIsOutOfRange(GroupingOptions options, SimilarityLimits limits)
    {
        try
        {
            _ = new FaceGrouper(options, limits);
        }
        catch (ArgumentException wrong)
        {
            throw new CommandFailure(wrong.Message);
        }
    }

    private static void Print(ClusterReport report, string packVersion, Output output)
    {
        var figures = report.Figures;
        foreach (var (file, reason) in report.Unreadable.Take(MostListed))
            output.Line($"cannot be read, counts as alone: {Output.Printable(file)}: {reason}");
        foreach (var file in report.WithoutFace.Take(MostListed))
            output.Line($"no face, counts as alone: {Output.Printable(file)}");
        var unlisted = Math.Max(0, report.Unreadable.Count - MostListed) + Math.Max(0, report.WithoutFace.Count - MostListed);
        if (unlisted > 0)
            output.Line($"… and {unlisted} more");
        if (report.Unlabelled > 0)
            output.Line($"without a person in the labels, left out: {report.Unlabelled}");
        output.Line($"pack                {packVersion}");
        output.Line($"photos              {figures.Images} of {report.OneRun.People} people, {figures.Faces} faces");
        output.Line($"groups              {figures.Groups}, {report.OneRun.MixedGroups} with more than one person");
        output.Line($"precision, recall   {Share(figures.BcubedPrecision)}, {Share(figures.BcubedRecall)} (BCubed)");
        output.Line($"F1                  {Share(figures.BcubedF1)}");
        output.Line($"combined score      {Share(figures.CombinedScore)} (purity {Share(figures.Purity)}, coverage {Share(figures.Coverage)}, "
            + $"completeness {Share(report.OneRun.Completeness)}, grouped {Share(report.OneRun.Grouped)})");
        output.Line($"in ten batches      precision {Share(report.Batches.Precision)}, F1 {Share(report.Batches.F1)}, "
            + $"combined {Share(report.Batches.Combined)}, {report.Batches.MixedGroups} mixed groups, churn {Share(figures.Churn)}");
        output.Line($"one run and batches agree by {Share(report.Agreement)} (BCubed F1 between the two)");
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"time                {figures.Seconds:F1} s, {report.GroupingSeconds:F2} s of it for grouping; peak {figures.PeakRssMiB:F0} MiB"));
    }

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{share:F4}");
}
