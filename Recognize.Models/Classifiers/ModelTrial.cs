using System.Diagnostics;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Packs.Import;
using Recognize.Models.Packs.Own;

namespace Recognize.Models.Classifiers;

/// <summary>
/// Tries a model that an owner brings: reads, loads and runs it. Whatever is wrong with it is a refusal in words; a model
/// that takes too much memory or time may take the process with it, so a trial runs in a process of its own.
/// </summary>
public static class ModelTrial
{
    /// <summary>Labels shown of a photo.</summary>
    private const int Shown = 5;

    private const int PhotoEdgePixels = 1280;

    public static ModelTrialReport Run(ModelTrialRequest request, PhotoDecoder decoder, CancellationToken cancellationToken)
    {
        try
        {
            return RunAll(request, decoder, cancellationToken);
        }
        catch (Exception error) when (error is ModelRefusedException or ModelFileException or NotSupportedException)
        {
            return new ModelTrialReport { Refusal = InWords(error, request) };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new ModelTrialReport { Refusal = $"It cannot be read: {error.Message}" };
        }
        catch (Exception error) when (OnnxFailure.IsOutOfMemory(error))
        {
            return new ModelTrialReport { Refusal = TooMuchMemory(request.MemoryMiB) };
        }
    }

    /// <summary>The refusal of a model that asks for more memory than it may have.</summary>
    public static string TooMuchMemory(int limitMiB) =>
        $"It needs more than {limitMiB} MiB of memory. If the machine has more to spare, allow it with --max-memory.";

    private static ModelTrialReport RunAll(
        ModelTrialRequest request, PhotoDecoder decoder, CancellationToken cancellationToken)
    {
        var said = OwnInputRequest.Parse(request.Input);
        var source = File.ReadAllBytes(request.Path);
        var fileName = Path.GetFileName(request.Path);
        var isImported = ModelImport.Applies(fileName);
        var network = isImported ? ModelImport.Convert(fileName, source) : source;
        var summary = OnnxInspection.Read(network);
        RequireOnePicture(summary);

        using var pool = new OnnxSessionPool(new InferenceOptions { MaxConcurrentRuns = 1 });
        var model = pool.Open(fileName, fileName, () => network);
        var plan = OwnInputPlan.Settle(said, model.InputShape, model.TakesBytes, isImported, request.Task);
        var answers = new TrialAnswers(summary, Answer(model, plan.Input, cancellationToken));
        var (output, notes) = answers.Settle(request, isImported ? TfliteMeaning(source) : null);

        var watch = Stopwatch.StartNew();
        foreach (var _ in Answer(model, plan.Input, cancellationToken).Take(1))
            watch.Stop();
        return new ModelTrialReport
        {
            Input = plan.Input,
            Output = output,
            Assumptions = [.. plan.Assumptions, .. notes],
            Labels = request.LabelCount is null && isImported ? ModelImport.ReadLabels(fileName, source, output.Length) : null,
            Milliseconds = watch.Elapsed.TotalMilliseconds,
            Photos = output.Kind == OwnOutputKind.Embedding
                ? []
                : [.. request.Photos.Select(path => Look(path, model, plan.Input, output, decoder, cancellationToken))],
        };
    }

    private static void RequireOnePicture(OnnxSummary summary)
    {
        if (summary.Inputs.Count != 1)
        {
            throw new ModelRefusedException(
                $"It takes {summary.Inputs.Count} inputs ({string.Join(", ", summary.Inputs.Select(input => input.Name))}); "
                + "a network that takes one photo is needed.");
        }
        if (summary.Inputs[0].ElementType is not (1 or 2))
            throw new ModelRefusedException("Its input is neither floats nor bytes: export it with a float input.");
    }

    /// <summary>The outputs for three pictures that have nothing in common: grey, and two kinds of noise.</summary>
    private static IEnumerable<Dictionary<string, TrialOutput>> Answer(
        OnnxModel model, OwnInput input, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        foreach (var cell in (int[])[0, 1, 32])
        {
            using var picture = PixelImage.Rent(input.Width, input.Height);
            Paint(picture, cell, random);
            using var run = model.Rent(input.Shape);
            PhotoInput.Write(picture, input, run.Input);
            Execute(run, cancellationToken);
            yield return model.OutputNames.ToDictionary(
                name => name, name => TrialOutput.Of(run, name), StringComparer.Ordinal);
        }
    }

    private static void Paint(PixelImage picture, int cell, Random random)
    {
        if (cell == 0)
        {
            picture.Pixels.Fill(127);
            return;
        }
        var across = (picture.Width / cell) + 1;
        var colours = new byte[3 * across * ((picture.Height / cell) + 1)];
        random.NextBytes(colours);
        for (var at = 0; at < picture.Width * picture.Height; at++)
        {
            var from = 3 * ((at / picture.Width / cell * across) + (at % picture.Width / cell));
            colours.AsSpan(from, 3).CopyTo(picture.Pixels[(3 * at)..]);
        }
    }

    private static void Execute(InferenceRun run, CancellationToken cancellationToken)
    {
        try
        {
            run.Execute(cancellationToken);
        }
        catch (Exception error) when (OnnxFailure.Is(error) && !OnnxFailure.IsOutOfMemory(error))
        {
            throw new ModelRefusedException($"It cannot be run: {error.Message}", error);
        }
    }

    private static TriedPhoto Look(
        string path, OnnxModel model, OwnInput input, OwnOutput output, PhotoDecoder decoder, CancellationToken cancellationToken)
    {
        try
        {
            using var photo = decoder.Decode(path, PhotoEdgePixels, cancellationToken);
            using var run = model.Rent(input.Shape);
            PhotoInput.Write(photo.Image, input, run.Input);
            Execute(run, cancellationToken);
            var scores = TrialOutput.Of(run, output.Name).Values
                ?? throw new ModelRefusedException($"For the photo {path} it gives no numbers.");
            ScoreKinds.ToProbabilities(scores, output.Kind);
            var best = scores.Select((score, index) => new ScoredOutput(index, score))
                .OrderByDescending(item => item.Score).Take(Shown);
            return new TriedPhoto(path, [.. best], null);
        }
        catch (Exception error) when (error is UnreadableMediaException or IOException or UnauthorizedAccessException)
        {
            return new TriedPhoto(path, [], error.Message);
        }
    }

    private static OwnOutputKind? TfliteMeaning(byte[] source) => TfliteReader.Read(source).Operators
        .LastOrDefault(step => step.Name is not ("RESHAPE" or "SQUEEZE" or "DEQUANTIZE" or "QUANTIZE"))?.Name switch
        {
            "SOFTMAX" => OwnOutputKind.Softmax,
            "LOGISTIC" => OwnOutputKind.Sigmoid,
            _ => null,
        };

    private static string InWords(Exception error, ModelTrialRequest request)
    {
        if (OnnxFailure.IsOutOfMemory(error) || (error.InnerException is { } inner && OnnxFailure.IsOutOfMemory(inner)))
            return TooMuchMemory(request.MemoryMiB);
        // Advice on how to fetch the file again is not for one that the owner has.
        return error is ModelFileException { InnerException: { } cause } && OnnxFailure.Is(cause)
            ? $"It cannot be loaded as a network: {cause.Message}"
            : error.Message;
    }
}
