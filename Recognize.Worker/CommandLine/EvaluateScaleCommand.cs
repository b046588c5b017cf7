using System.CommandLine;
using System.Globalization;
using Recognize.Worker.Evaluation;

namespace Recognize.Worker.CommandLine;

/// <summary><c>evaluate scale</c>: time and memory of grouping a library of made faces.</summary>
internal static class EvaluateScaleCommand
{
    private const int MostFaces = 5_000_000;
    private const int MostDimensions = 2048;
    private const int LargestHousehold = 20;

    public static Command Create(Output output)
    {
        var faces = new Option<int>("--faces") { Description = "How many faces to group from nothing.", Required = true };
        faces.Bound(100, MostFaces);
        var dimensions = new Option<int>("--dimensions")
        {
            Description = "Length of their vectors.", DefaultValueFactory = _ => 128,
        };
        dimensions.Bound(16, MostDimensions);
        var household = new Option<int>("--household")
        {
            Description = "People who have half of all faces between them; 0: nobody stands out.", DefaultValueFactory = _ => 0,
        };
        household.Bound(0, LargestHousehold);
        var json = EvaluateCommand.JsonOption();
        var command = new Command("scale", "Measure time and memory of grouping many made faces, modelled on real ones.")
        {
            faces, dimensions, household, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var idle = ProcessMemory.ResidentMiB();
            var report = new ScaleEvaluation(ProcessMemory.PeakResidentMiB)
                .Run(parsed.GetValue(faces), parsed.GetValue(dimensions), parsed.GetValue(household), cancellationToken);
            Print(report, idle, output);
            if (parsed.GetValue(json))
                output.Line(EvaluateCommand.ToJson(report.Figures));
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Print(ScaleReport report, double idleMiB, Output output)
    {
        var (figures, quality) = (report.Figures, report.Quality);
        Line($"made                {figures.Faces} faces of {quality.People} people in {report.GenerationSeconds:F1} s");
        Line($"grouped             in {figures.Seconds:F1} s, {report.ProcessorSeconds:F1} s of processor time");
        Line($"groups              {quality.Groups}, of them {quality.MixedGroups} mixed");
        Line($"agreement           precision {quality.Precision:F4}, recall {quality.Recall:F4}, F1 {quality.F1:F4}");
        Line($"index               filled in {report.IndexSeconds:F1} s");
        Line($"one face more       {figures.AddOneMs:F2} ms, 95 of 100 under {report.AddOneP95Ms:F2} ms; {report.Joined} of {report.Added} found a place");
        Line($"memory              {idleMiB:F0} MiB idle, {figures.PeakRssMiB:F0} MiB at most: {figures.PeakRssMiB - idleMiB:F0} MiB above idle");

        void Line(FormattableString text) => output.Line(text.ToString(CultureInfo.InvariantCulture));
    }
}
