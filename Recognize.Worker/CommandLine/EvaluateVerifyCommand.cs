using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Faces;
using Recognize.Models.Media;
using Recognize.Worker.Analysis;
using Recognize.Worker.Evaluation;

namespace Recognize.Worker.CommandLine;

/// <summary><c>evaluate verify</c>: whether faces tell people apart, on labelled pairs of photos.</summary>
internal static class EvaluateVerifyCommand
{
    /// <summary>Names listed at most; a wrong folder would list all.</summary>
    private const int MostListed = 20;

    public static Command Create(Output output)
    {
        var images = EvaluateCommand.FolderOption("--images", "Folder of the photos that the pairs name.");
        var pairs = new Option<FileInfo>("--pairs")
        {
            Description = "CSV file with the columns fold, file_a, file_b, same (1 or 0).", Required = true,
        };
        var json = EvaluateCommand.JsonOption();
        var command = new Command("verify", "Measure whether faces tell people apart, on pairs of photos.")
        {
            images, pairs, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = await EvaluateCommand.OpenAsync(cancellationToken);
            var recognizer = services.GetRequiredService<FaceRecognizerFactory>().TryGet()
                ?? throw new CommandFailure("No model pack for faces is installed. Run \"recognize models pull\".");
            var reader = new FaceReader(
                services.GetRequiredService<PhotoDecoder>(), recognizer, AnalysisOptions.FromEnvironment().Threads,
                ProcessMemory.PeakResidentMiB);
            var report = new VerifyEvaluation(reader).Run(
                parsed.GetRequiredValue(images).FullName, parsed.GetRequiredValue(pairs).FullName, cancellationToken);
            Print(report, recognizer.PackVersion, output);
            if (parsed.GetValue(json))
                output.Line(EvaluateCommand.ToJson(report.Figures));
            return 0;
        });
        return command;
    }

    private static void Print(VerifyReport report, string packVersion, Output output)
    {
        var figures = report.Figures;
        foreach (var (file, reason) in report.Unreadable.Take(MostListed))
            output.Line($"cannot be read: {Output.Printable(file)}: {reason}");
        foreach (var file in report.WithoutFace.Take(MostListed))
            output.Line($"no face: {Output.Printable(file)}");
        var unlisted = Math.Max(0, report.Unreadable.Count - MostListed) + Math.Max(0, report.WithoutFace.Count - MostListed);
        if (unlisted > 0)
            output.Line($"… and {unlisted} more");
        output.Line($"pack                {packVersion}");
        output.Line($"pairs               {figures.Pairs} in {report.Folds} fold{(report.Folds == 1 ? "" : "s")}, {report.Photos} photos");
        output.Line($"accuracy            {Percent(figures.Accuracy)}"
            + (report.Folds == 1 ? " (threshold chosen on the same pairs: there is one fold)" : ""));
        output.Line($"TAR at FAR 1 %      {Percent(figures.TarAtFar001)}");
        output.Line($"TAR at FAR 0.1 %    {Percent(figures.TarAtFar0001)}");
        output.Line($"faces not found     {figures.FacesNotFound} ({Percent((double)figures.FacesNotFound / report.Photos)} of the photos)");
        if (figures.Reading is { Photos: > 0 } reading)
        {
            output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"speed               {reading.PhotosPerSecond:F1} photos/s on {reading.Threads} "
                + $"thread{(reading.Threads == 1 ? "" : "s")}, {reading.PhotosPerSecondDecoded:F1} without decoding; "
                + $"{1000 * reading.CpuSecondsPerPhoto:F0} ms of a core a photo"));
            output.Line(string.Create(
                CultureInfo.InvariantCulture, $"faces, memory       {reading.Faces} faces, peak {reading.PeakRssMiB:F0} MiB"));
        }
    }

    private static string Percent(double? share) => share is null
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2} %");
}
