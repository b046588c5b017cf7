using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recognize.Models.Landmarks;
using Recognize.Models.Landmarks.Gazetteer;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Packs;
using Recognize.Worker.Analysis;
using Recognize.Worker.Evaluation;

namespace Recognize.Worker.CommandLine;

/// <summary><c>evaluate landmarks</c>: how many photos are named, and how many of them rightly.</summary>
internal static class EvaluateLandmarksCommand
{
    public static Command Create(Output output)
    {
        var images = EvaluateCommand.FolderOption("--images", "Folder of photos.");
        var labels = new Option<FileInfo?>("--labels")
        {
            Description =
                "CSV with the columns file and label; default: every photo of the folder, none of which shows a known place.",
        };
        var gallery = new Option<DirectoryInfo?>("--gallery")
        {
            Description =
                "Folder of reference photos with a labels.csv of the columns file and label; default: the gallery of this "
                + "installation, if any. When it is the folder of --images, a photo is never compared with itself.",
        };
        var json = EvaluateCommand.JsonOption();
        var command = new Command("landmarks", "Measure landmark recognition on labelled photos.")
        {
            images, labels, gallery, json,
        };
        gallery.MustExist();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = await EvaluateCommand.OpenAsync(cancellationToken);
            var folder = parsed.GetRequiredValue(images).FullName;
            var references = parsed.GetValue(gallery)?.FullName;
            var recognizer = references is null
                ? services.GetRequiredService<LandmarkRecognizerFactory>().Get()
                : OpenGallery(services, references);
            var evaluation = new LandmarksEvaluation(
                services.GetRequiredService<PhotoDecoder>(), recognizer,
                services.GetRequiredService<LandmarkTagIndex>(),
                leaveOneOut: references is not null && RealPath.Resolve(references) == RealPath.Resolve(folder),
                services.GetRequiredService<AnalysisOptions>().Threads);
            var photos = evaluation.Run(folder, parsed.GetValue(labels)?.FullName, cancellationToken);
            Print(photos, recognizer, parsed.GetValue(json), output);
            return 0;
        });
        return command;
    }

    /// <summary>A gallery that is only measured: nothing is kept of it.</summary>
    private static LandmarkRecognizer OpenGallery(ServiceProvider services, string folder)
    {
        if (!File.Exists(Path.Combine(folder, "labels.csv")))
            throw new CommandFailure($"The gallery '{folder}' has no labels.csv with the columns file and label.");
        return new LandmarkRecognizerFactory(
            services.GetRequiredService<PlaceTagger>(),
            services.GetRequiredService<LandmarkTagIndex>(),
            services.GetRequiredService<InstalledPacks>(),
            services.GetRequiredService<PhotoDecoder>(),
            new GalleryOptions(folder, SignatureFolder: null),
            services.GetRequiredService<ILogger<LandmarkRecognizerFactory>>(),
            services.GetService<ILandmarkClassifier>()).Get();
    }

    private static void Print(
        IReadOnlyList<EvaluatedLandmarkPhoto> photos, LandmarkRecognizer recognizer, bool json, Output output)
    {
        foreach (var problem in recognizer.GalleryProblems)
        {
            output.Line(
                $"left out of the gallery: line {problem.Line}, {Output.Printable(problem.FileName)}: {problem.Reason}");
        }
        foreach (var photo in photos.Where(photo => photo.Problem is not null))
            output.Line($"not readable: {Output.Printable(photo.File)}: {photo.Problem}");
        foreach (var photo in photos.Where(photo => photo.Landmarks.Count > 0))
        {
            var names = string.Join("; ", photo.Landmarks.Select(tag => $"{tag.Tag.Name} ({tag.Source}: {tag.RawLabel})"));
            output.Line(
                $"{(photo.IsRight ? "right" : "WRONG")}: {Output.Printable(photo.File)}: {Output.Printable(names)}");
        }
        var figures = LandmarksEvaluation.Sum(photos);
        output.Line($"photos  {figures.Photos}");
        output.Line($"named   {figures.Named}");
        output.Line($"right   {figures.Right}");
        output.Line($"wrong   {figures.Wrong}");
        if (json)
            output.Line(EvaluateCommand.ToJson(figures));
    }
}
