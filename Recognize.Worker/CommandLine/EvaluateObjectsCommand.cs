using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Media;
using Recognize.Models.Objects;
using Recognize.Worker.Evaluation;

namespace Recognize.Worker.CommandLine;

/// <summary><c>evaluate objects</c>: how often the classifier is right, and which tags photos would get.</summary>
internal static class EvaluateObjectsCommand
{
    public static Command Create(Output output)
    {
        var images = EvaluateCommand.FolderOption("--images", "Folder of photos.");
        var labels = new Option<FileInfo?>("--labels")
        {
            Description = "CSV with the columns file, wordnet_id and label; default: every photo of the folder, unlabelled.",
        };
        var tags = new Option<FileInfo?>("--tags") { Description = "Write the tags of each photo into this CSV file." };
        var json = EvaluateCommand.JsonOption();
        var command = new Command("objects", "Measure object recognition on labelled photos.") { images, labels, tags, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = await EvaluateCommand.OpenAsync(cancellationToken);
            var recognizer = services.GetRequiredService<ObjectRecognizerFactory>().TryGet()
                ?? throw new CommandFailure("No pack for objects is installed; see 'recognize models'.");
            var evaluation = new ObjectsEvaluation(services.GetRequiredService<PhotoDecoder>(), recognizer);
            IReadOnlyList<EvaluatedPhoto> photos;
            try
            {
                photos = evaluation.Run(
                    parsed.GetRequiredValue(images).FullName, parsed.GetValue(labels)?.FullName, cancellationToken);
            }
            catch (FormatException error)
            {
                throw new CommandFailure(error.Message);
            }
            if (parsed.GetValue(tags) is { } file)
                ObjectsEvaluation.WriteTags(photos, file.FullName);
            Print(photos, parsed.GetValue(json), output);
            return 0;
        });
        return command;
    }

    private static void Print(IReadOnlyList<EvaluatedPhoto> photos, bool json, Output output)
    {
        foreach (var photo in photos.Where(photo => photo.Problem is not null))
            output.Line($"not readable: {Output.Printable(photo.File)}: {photo.Problem}");
        var figures = ObjectsEvaluation.Sum(photos);
        output.Line($"photos            {figures.Images}");
        output.Line($"top 1             {Percent(figures.Top1)}");
        output.Line($"top 5             {Percent(figures.Top5)}");
        output.Line($"photos with a tag {Percent(figures.TaggedShare)}");
        output.Line(string.Create(CultureInfo.InvariantCulture, $"tags per photo    {figures.MeanTagsPerPhoto:F1}"));
        if (json)
            output.Line(EvaluateCommand.ToJson(figures));
    }

    private static string Percent(double? share) => share is { } value
        ? (100 * value).ToString("F1", CultureInfo.InvariantCulture) + " %"
        : "unknown";
}
