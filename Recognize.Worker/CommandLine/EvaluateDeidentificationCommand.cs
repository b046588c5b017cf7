using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Deidentification;
using Recognize.Models.Deidentification.Measurement;
using Recognize.Models.Faces;
using Recognize.Models.Media;
using Recognize.Models.Packs;
using Recognize.Worker.Analysis;
using Recognize.Worker.Evaluation;

namespace Recognize.Worker.CommandLine;

/// <summary><c>evaluate deidentification</c>: how many people are found although their faces are covered.</summary>
internal static class EvaluateDeidentificationCommand
{
    /// <summary>What is measured when nothing is chosen: from clearly too weak to clearly enough.</summary>
    private static readonly CoverChoice[] Sweep =
    [
        CoverChoice.Solid,
        .. ((double[])[16, 12, 10, 8, 6, 5, 4, 3]).Select(squares => new CoverChoice(CoverMethod.Pixelated, squares)),
        .. ((double[])[0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5]).Select(share => new CoverChoice(CoverMethod.Blurred, share)),
    ];

    public static Command Create(Output output)
    {
        var images = EvaluateCommand.FolderOption("--images", "Folder of the photos that the pairs name.");
        var pairs = new Option<FileInfo>("--pairs")
        {
            Description = "CSV file with the columns file_a, file_b, same (1 or 0).", Required = true,
        };
        var labels = new Option<FileInfo?>("--labels")
        {
            Description = "CSV file with the columns file, person; labels.csv beside the pairs when it is there.",
        };
        var method = new Option<CoverMethod?>("--method") { Description = "Only this method." };
        var strength = new Option<double[]>("--strength") { Description = "Only this strength of the method; may be repeated." };
        var most = new Option<int>("--most")
        {
            Description = "Photos used at most.", DefaultValueFactory = _ => 1200,
        };
        var missed = new Option<bool>("--missed") { Description = "Measure instead how many faces are not found, and so not covered." };
        var yaml = new Option<bool>("--yaml") { Description = "Print the figures as the program keeps them." };
        var json = EvaluateCommand.JsonOption();
        var command = new Command("deidentification", "Measure how many people are found although their faces are covered.")
        {
            images, pairs, labels, method, strength, most, missed, yaml, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var choices = Choices(parsed.GetValue(method), parsed.GetValue(strength) ?? []);
            var faces = LabelledFaces.Read(
                parsed.GetRequiredValue(images).FullName, parsed.GetRequiredValue(pairs).FullName,
                parsed.GetValue(labels)?.FullName, parsed.GetValue(most));
            await using var services = await EvaluateCommand.OpenAsync(cancellationToken);
            var packs = services.GetRequiredService<InstalledPacks>();
            var detector = services.GetRequiredService<FaceRecognizerFactory>().TryGet()
                ?? throw new CommandFailure("No model pack for faces is installed. Run \"recognize models pull\".");
            var (decoder, threads) = (services.GetRequiredService<PhotoDecoder>(), AnalysisOptions.FromEnvironment().Threads);
            if (parsed.GetValue(missed))
            {
                var misses = new MissMeasurement(decoder, detector, threads).Run([.. faces.Select(face => face.Path)], cancellationToken);
                DeidentificationPrinter.PrintMissed(misses, output);
                if (parsed.GetValue(json))
                    output.Line(EvaluateCommand.ToJson(misses));
                return 0;
            }
            var recognisers = MeasuringRecogniser.Installed(packs);
            if (recognisers.Count < 2)
            {
                throw new CommandFailure(
                    "Two different recognisers are needed: install the packs \"standard\" and \"basic\" (recognize models pull NAME).");
            }
            var measurement = new CoverMeasurement(decoder, detector, recognisers, threads);
            var report = measurement.Run(
                faces, choices, figures => DeidentificationPrinter.PrintWay(figures, output), cancellationToken);
            DeidentificationPrinter.PrintSummary(report, output);
            if (parsed.GetValue(yaml))
                DeidentificationPrinter.PrintYaml(report, output);
            if (parsed.GetValue(json))
                output.Line(EvaluateCommand.ToJson(DeidentificationPrinter.ToFigures(report)));
            return 0;
        });
        return command;
    }

    private static CoverChoice[] Choices(CoverMethod? method, double[] strengths)
    {
        if (method is null)
            return strengths.Length == 0 ? Sweep : throw new CommandFailure("A strength needs its --method.");
        var choices = strengths.Length == 0
            ? Array.FindAll(Sweep, choice => choice.Method == method)
            : Array.ConvertAll(strengths, strength => new CoverChoice(method.Value, strength));
        return Array.Find(choices, choice => !choice.IsMeaningful) is { } bad
            ? throw new CommandFailure($"{bad.Strength} is no strength of the method {method}.")
            : choices;
    }
}
