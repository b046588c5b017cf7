using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Music;
using Recognize.Worker.Evaluation;

namespace Recognize.Worker.CommandLine;

/// <summary><c>evaluate music</c>: genres of labelled tracks.</summary>
internal static class EvaluateMusicCommand
{
    public static Command Create(Output output)
    {
        var audio = EvaluateCommand.FolderOption("--audio", "Folder of the tracks.");
        var labels = new Option<FileInfo>("--labels")
        {
            Description = "CSV with the columns file and genre; genres in any language the rules know.", Required = true,
        };
        var json = EvaluateCommand.JsonOption();
        var command = new Command("music", "Measure how well genres of labelled tracks are recognised.")
        {
            audio, labels, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = await EvaluateCommand.OpenAsync(cancellationToken);
            var recognizer = services.GetRequiredService<MusicRecognizerFactory>().TryGet()
                ?? throw new CommandFailure("No model pack for music is installed. Run \"recognize models pull\".");
            var evaluation = ActivatorUtilities.CreateInstance<MusicEvaluation>(services);
            try
            {
                var figures = evaluation.Run(
                    recognizer, parsed.GetRequiredValue(audio).FullName, parsed.GetRequiredValue(labels).FullName,
                    cancellationToken);
                Print(figures, output);
                if (parsed.GetValue(json))
                    output.Line(EvaluateCommand.ToJson(figures));
                return 0;
            }
            catch (FormatException wrong)
            {
                throw new CommandFailure(wrong.Message);
            }
        });
        return command;
    }

    private static void Print(MusicFigures figures, Output output)
    {
        var invariant = CultureInfo.InvariantCulture;
        foreach (var (genre, shares) in figures.PerGenre)
        {
            output.Line(string.Create(
                invariant, $"{Output.Printable(genre),-16} {shares.Tracks,5} tracks   top-1 {shares.Top1,6:P1}   top-3 {shares.Top3,6:P1}"));
        }
        output.Line(string.Create(
            invariant, $"{"all",-16} {figures.Tracks,5} tracks   top-1 {figures.Top1,6:P1}   top-3 {figures.Top3,6:P1}   {figures.RealtimeFactor:F0} times real time"));
        foreach (var label in figures.UnknownLabels)
            output.Line($"not a genre of the rules, counted as wrong: {Output.Printable(label)}");
        foreach (var label in figures.MissingGenres)
            output.Line($"the model has no label for it, counted as wrong: {Output.Printable(label)}");
        foreach (var track in figures.Unreadable)
            output.Line($"not readable, counted as wrong: {Output.Printable(track.File)}: {Output.Printable(track.Reason)}");
    }
}
