using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Media;
using Recognize.Worker.Analysis;
using Recognize.Worker.Evaluation;

namespace Recognize.Worker.CommandLine;

/// <summary><c>evaluate contacts</c>: whether the people of an address book are found in photos, and nobody else is.</summary>
internal static class EvaluateContactsCommand
{
    /// <summary>Photos and portraits listed at most; a wrong folder would list all.</summary>
    private const int MostListed = 20;

    public static Command Create(Output output)
    {
        var contacts = EvaluateCommand.FolderOption("--contacts", "Folder of Name/photo.jpg, or of .vcf files.");
        var images = EvaluateCommand.FolderOption("--images", "Folder of the photos that the labels name.");
        var labels = new Option<FileInfo>("--labels")
        {
            Description = "CSV file with the columns file and person; a photo of several people has a row for each.", Required = true,
        };
        var json = EvaluateCommand.JsonOption();
        var command = new Command("contacts", "Measure whether contacts are found in photos.") { contacts, images, labels, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = await EvaluateCommand.OpenAsync(cancellationToken);
            var recognizer = services.GetRequiredService<FaceRecognizerFactory>().TryGet()
                ?? throw new CommandFailure("No model pack for faces is installed. Run \"recognize models pull\".");
            var evaluation = new ContactsEvaluation(
                services.GetRequiredService<PhotoDecoder>(), recognizer, new GroupingOptions(),
                AnalysisOptions.FromEnvironment().Threads);
            var report = evaluation.Run(
                parsed.GetRequiredValue(contacts).FullName, parsed.GetRequiredValue(images).FullName,
                parsed.GetRequiredValue(labels).FullName, cancellationToken);
            Print(report, recognizer.PackVersion, output);
            if (parsed.GetValue(json))
                output.Line(EvaluateCommand.ToJson(report.Figures));
            return 0;
        });
        return command;
    }

    private static void Print(ContactsReport report, string packVersion, Output output)
    {
        var figures = report.Figures;
        List("portrait not used", report.Portraits, output);
        List("cannot be read", report.Unreadable, output);
        List("claimed, and not labelled so", [.. report.Claims.Where(claim => !claim.IsRight).Select(claim => (claim.Photo, claim.Contact))], output);
        List("missed", report.Missed, output);
        output.Line($"pack                {packVersion}");
        output.Line($"contacts            {figures.Contacts}");
        output.Line($"photos              {figures.Photos}");
        output.Line($"precision           {Percent(figures.Precision)} of {report.Claims.Count} claims");
        output.Line($"recall              {Percent(figures.Recall)}");
        output.Line($"false accepts       {Percent(figures.FalseAcceptRate)} of the photos without a contact");
        output.Line($"suggested           {figures.Suggested}");
    }

    private static void List(string what, IReadOnlyList<(string Name, string Reason)> entries, Output output)
    {
        foreach (var (name, reason) in entries.Take(MostListed))
            output.Line($"{what}: {Output.Printable(name)}: {Output.Printable(reason)}");
        if (entries.Count > MostListed)
            output.Line($"… and {entries.Count - MostListed} more");
    }

    private static string Percent(double? share) => share is null
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2} %");
}
