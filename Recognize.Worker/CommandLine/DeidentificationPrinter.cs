using System.Globalization;
using Recognize.Models.Deidentification;
using Recognize.Models.Deidentification.Measurement;

namespace Recognize.Worker.CommandLine;

/// <summary>Shows how many people were found although their faces were covered.</summary>
internal static class DeidentificationPrinter
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static void PrintWay(CoverFigures figures, Output output)
    {
        var attacks = figures.Attacks.GroupBy(attack => attack.Attack).Select(attack =>
            $"{Name(attack.Key)} {string.Join(" / ", attack.Select(one => Percent(one.Found, figures.Probes)))}");
        output.Line(string.Create(
            Invariant, $"{figures.Choice,-36} {string.Join("   ", attacks)}   worst at most {100 * figures.UpperBound:0.0} %"));
    }

    public static void PrintSummary(CoverMeasurementReport report, Output output)
    {
        output.Line();
        output.Line($"probes              {report.Probes}, each against {report.StrangerPairs / report.Probes} photos of strangers");
        output.Line($"left out            {report.LeftOut}");
        foreach (var (recogniser, found) in report.Before)
            output.Line($"found uncovered     {Percent(found, report.Probes)} by {recogniser}");
        output.Line("Figures are TAR at FAR 0.1 %, by the recognisers in this order; \"at most\" is the upper 95 % bound.");
    }

    public static void PrintMissed(IReadOnlyList<MissFigure> misses, Output output)
    {
        foreach (var miss in misses)
            output.Line($"{miss.Shown,-24} {Percent(miss.Missed, miss.Faces)} not found ({miss.Missed} of {miss.Faces})");
    }

    public static void PrintYaml(CoverMeasurementReport report, Output output)
    {
        output.Line();
        output.Line($"probes: {report.Probes}");
        output.Line($"strangerPairs: {report.StrangerPairs}");
        output.Line($"recognisers: [{string.Join(", ", report.Before.Select(one => one.Recogniser))}]");
        output.Line($"before: [{string.Join(", ", report.Before.Select(one => one.Found))}]");
        output.Line("ways:");
        foreach (var figures in report.After)
        {
            var attacks = figures.Attacks.GroupBy(attack => attack.Attack).Select(attack =>
                $"{Name(attack.Key)}: [{string.Join(", ", attack.Select(one => one.Found))}]");
            output.Line(string.Create(
                Invariant,
                $"- {{ probes: {figures.Probes}, method: {figures.Choice.Method}, strength: {figures.Choice.Strength}, {string.Join(", ", attacks)} }}"));
        }
    }

    /// <summary>Shares of 0..1, under names that programs may rely on.</summary>
    public static object ToFigures(CoverMeasurementReport report) => new
    {
        report.Probes,
        report.StrangerPairs,
        Before = report.Before.Select(one => new { one.Recogniser, Tar = (double)one.Found / report.Probes }),
        After = report.After.Select(figures => new
        {
            Method = Name(figures.Choice.Method),
            figures.Choice.Strength,
            Attacks = figures.Attacks.Select(one => new
            {
                Attack = Name(one.Attack), one.Recogniser, Tar = (double)one.Found / figures.Probes,
            }),
            Worst = (double)figures.MostFound / figures.Probes,
            figures.UpperBound,
            IsAllowed = figures.IsComplete && figures.UpperBound <= MeasuredStrengths.MostFound,
        }),
    };

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Percent(int found, int probes) => string.Create(Invariant, $"{100.0 * found / probes:0.0} %");
}
