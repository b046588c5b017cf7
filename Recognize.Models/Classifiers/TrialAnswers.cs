using System.Globalization;
using Recognize.Models.Inference;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;

namespace Recognize.Models.Classifiers;

/// <summary>One output of one run.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Its numbers when they are floats in one row; null otherwise.</param>
internal sealed record TrialOutput(long[] Shape, float[]? Values)
{
    /// <summary>Longest row of numbers that is a list of scores or a vector.</summary>
    private const long Longest = 1 << 20;

    /// <exception cref="ModelRefusedException">It holds values that are not numbers.</exception>
    public static TrialOutput Of(InferenceRun run, string name)
    {
        var shape = run.OutputShape(name);
        if (shape.Count(size => size != 1) > 1 || shape.Any(size => size is < 1 or > Longest) || !run.IsFloat(name))
            return new TrialOutput(shape, null);
        var values = run.Output(name).ToArray();
        if (!Array.TrueForAll(values, float.IsFinite))
        {
            throw new ModelRefusedException(
                $"Its output {name} gives values that are not numbers (NaN or infinite) for a plain input. "
                + "If it wants another, say so with --input.");
        }
        return new TrialOutput(shape, values);
    }
}

/// <summary>What a network answered to the trial samples, and which of its outputs is the one to read.</summary>
internal sealed class TrialAnswers(OnnxSummary summary, IEnumerable<Dictionary<string, TrialOutput>> runs)
{
    private readonly List<Dictionary<string, TrialOutput>> _runs = [.. runs];

    /// <exception cref="ModelRefusedException">None of the outputs fits the task.</exception>
    public (OwnOutput Output, IReadOnlyList<string> Notes) Settle(ModelTrialRequest request, OwnOutputKind? known)
    {
        var isFace = request.Task == ModelTasks.Faces;
        var name = Choose(request.LabelCount, isFace);
        var answers = _runs.ConvertAll(run => run[name].Values!);
        var isConstant = answers.TrueForAll(answer => answer.AsSpan().SequenceEqual(answers[0]));
        if (isFace)
        {
            return isConstant
                ? throw new ModelRefusedException("It gives the same vector for every picture.")
                : (new OwnOutput(name, answers[0].Length, OwnOutputKind.Embedding), []);
        }
        var notes = new List<string>();
        if (isConstant)
            notes.Add("it gave the same scores for three very different inputs: check --input");
        var meaning = known ?? summary.MeaningOf(name) switch
        {
            "Softmax" => OwnOutputKind.Softmax,
            "Sigmoid" => OwnOutputKind.Sigmoid,
            _ => null,
        };
        var kind = request.Output ?? meaning ?? ScoreKinds.Guess(answers);
        if (request.Output is null && meaning is null)
            notes.Add($"the scores are {kind.ToString().ToLowerInvariant()}, by their numbers");
        return (new OwnOutput(name, answers[0].Length, kind), notes);
    }

    private string Choose(int? labels, bool isFace)
    {
        var rows = _runs[0].Where(output => output.Value.Values is not null && _runs.TrueForAll(
            run => run[output.Key].Values?.Length == output.Value.Values.Length)).ToList();
        if (rows.Count == 0)
        {
            var shapes = _runs[0].Select(output => $"{output.Key} [{string.Join(", ", output.Value.Shape)}]");
            throw new ModelRefusedException(
                $"Its output is no row of {(isFace ? "numbers that describe a face" : "scores, one for each label")}: "
                + $"it gives {string.Join("; ", shapes)}.");
        }
        // With as many as there are labels, or one more for a background class; else the only one, to name its length.
        var fitting = labels is { } count
            ? rows.Where(row => row.Value.Values!.Length == count).Concat(
                rows.Where(row => row.Value.Values!.Length == count + 1)).ToList()
            : rows;
        if (fitting.Count > 0 && (labels is not null || fitting.Count == 1))
            return fitting[0].Key;
        if (rows.Count == 1)
            return rows[0].Key;
        var lengths = rows.Select(row => string.Create(
            CultureInfo.InvariantCulture, $"{row.Key} ({row.Value.Values!.Length})"));
        throw new ModelRefusedException(
            $"It has several outputs, {string.Join(", ", lengths)}, and none is as long as "
            + (labels is { } wanted ? $"the list of {wanted} labels." : "a list of labels would tell: give --labels."));
    }
}
