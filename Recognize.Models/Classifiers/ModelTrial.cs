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
    /// <summary>Labels shown of a file.</summary>
    private const int Shown = 5;

    private const int Samples = 3;

    public static ModelTrialReport Run(ModelTrialRequest request, TrialSubject subject, CancellationToken cancellationToken)
    {
        try
        {
            return RunAll(request, subject, cancellationToken);
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
        catch (Exception error) when (OnnxFailure.Is(error))
        {
            return new ModelTrialReport { Refusal = $"It cannot be run: {error.Message}" };
        }
    }

    /// <summary>The refusal of a model that asks for more memory than it may have.</summary>
    public static string TooMuchMemory(int limitMiB) =>
        $"It needs more than {limitMiB} MiB of memory. If the machine has more to spare, allow it with --max-memory.";

    private static ModelTrialReport RunAll(
        ModelTrialRequest request, TrialSubject subject, CancellationToken cancellationToken)
    {
        var source = File.ReadAllBytes(request.Path);
        var fileName = Path.GetFileName(request.Path);
        var isImported = ModelImport.Applies(fileName);
        var network = isImported ? ModelImport.Convert(fileName, source) : source;
        var summary = OnnxInspection.Read(network);
        RequireOneInput(summary, subject.Noun);

        using var pool = new OnnxSessionPool(new InferenceOptions { MaxConcurrentRuns = 1 });
        var model = pool.Open(fileName, fileName, () => network);
        var input = subject.Settle(request, model, isImported);
        var answers = new TrialAnswers(summary, Answer(model, input, cancellationToken));
        var (output, notes) = answers.Settle(request, isImported ? TfliteMeaning(source) : null);

        var watch = Stopwatch.StartNew();
        foreach (var _ in Answer(model, input, cancellationToken).Take(1))
            watch.Stop();
        return new ModelTrialReport
        {
            Input = input.Photo,
            Sound = input.Sound,
            Output = output,
            Assumptions = [.. input.Assumptions, .. notes],
            Labels = request.LabelCount is null && isImported ? ModelImport.ReadLabels(fileName, source, output.Length) : null,
            Milliseconds = watch.Elapsed.TotalMilliseconds,
            Files = output.Kind == OwnOutputKind.Embedding
                ? []
                : [.. request.Files.Select(path => Try(path, model, input, output, cancellationToken))],
        };
    }

    private static void RequireOneInput(OnnxSummary summary, string noun)
    {
        if (summary.Inputs.Count != 1)
        {
            throw new ModelRefusedException(
                $"It takes {summary.Inputs.Count} inputs ({string.Join(", ", summary.Inputs.Select(input => input.Name))}); "
                + $"a network that takes one {noun} is needed.");
        }
        if (summary.Inputs[0].ElementType is not (1 or 2))
            throw new ModelRefusedException("Its input is neither floats nor bytes: export it with a float input.");
    }

    /// <summary>The outputs for three samples that have nothing in common.</summary>
    private static IEnumerable<Dictionary<string, TrialOutput>> Answer(
        OnnxModel model, ITrialInput input, CancellationToken cancellationToken)
    {
        for (var number = 0; number < Samples; number++)
        {
            using var run = model.Rent(input.Shape);
            input.WriteSample(number, run.Input);
            run.Execute(cancellationToken);
            yield return model.OutputNames.ToDictionary(
                name => name, name => TrialOutput.Of(run, name), StringComparer.Ordinal);
        }
    }

    private static TriedFile Try(
        string path, OnnxModel model, ITrialInput input, OwnOutput output, CancellationToken cancellationToken)
    {
        try
        {
            var best = input.Score(model, path, output, cancellationToken)
                .Select((score, index) => new ScoredOutput(index, score)).OrderByDescending(item => item.Score).Take(Shown);
            return new TriedFile(path, [.. best], null);
        }
        catch (Exception error) when (error is UnreadableMediaException or IOException or UnauthorizedAccessException)
        {
            return new TriedFile(path, [], error.Message);
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
