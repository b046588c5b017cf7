using System.Globalization;
using System.Text;
using Recognize.Models;
using Recognize.Models.Classifiers;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;

namespace Recognize.Worker.CommandLine;

/// <summary>Receives a model, tries it, shows what came of it, asks, and installs it.</summary>
internal sealed class ModelsAddRun(
    InstalledPacks packs, ModelsComparison comparison, TimeProvider clock, RecognizeHome home, Output output)
{
    private const float UsualThreshold = 0.5f;

    // A wrong landmark is worse than none.
    private const float LandmarkThreshold = 0.8f;

    /// <returns>Whether it was installed, or was already.</returns>
    /// <exception cref="ModelRefusedException">The model is not taken; nothing was installed.</exception>
    public async Task<bool> RunAsync(ModelsAddRequest request, CancellationToken cancellationToken)
    {
        var name = ChooseName(request);
        var shared = SharedFiles(request);
        var labels = request.Labels is { } path ? ReadLabels(path) : null;
        using var model = await packs.Own.ReceiveAsync(request.File, cancellationToken);
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"model:   {Path.GetFileName(request.File)}, {model.Bytes / 1e6:F1} MB, sha256 {model.Sha256[..12]}…"));

        var files = request.Task == ModelTasks.Faces
            ? []
            : await ModelsTrialFiles.ChooseAsync(request, home, output, cancellationToken);
        var report = await new ModelsTrialProcess(ModelsTrialProcess.Timeout).RunAsync(
            new ModelTrialRequest
            {
                Path = model.FilePath,
                Task = request.Task,
                Input = request.Input,
                Output = request.Output,
                LabelCount = labels?.Names.Count,
                Files = files,
                MemoryMiB = request.MemoryMiB,
            },
            cancellationToken);
        if (report.Refusal is { } refusal)
            throw new ModelRefusedException(refusal);
        LeftOutLabels.RequireAllowed(report.Output!);
        var settled = Settle(request, labels, report);
        var leftOut = settled is null ? new Dictionary<int, string>() : LeftOutLabels.Find(settled);

        var draft = new OwnPackDraft
        {
            Name = name,
            Task = request.Task,
            Licence = request.Licence,
            Input = report.Input,
            Sound = report.Sound,
            Output = report.Output!,
            Threshold = request.Threshold ?? (request.Task == ModelTasks.Landmarks ? LandmarkThreshold : UsualThreshold),
            Labels = settled is null ? null : LeftOutLabels.Without(settled, leftOut),
            SharedFiles = shared,
        };
        if (labels is not null && labels.Names.Count > draft.Labels!.Names.Count)
            output.Line($"labels:  {labels.Names[labels.Background.Single()]} has no output, and is left out");
        Print(draft, report, leftOut);
        await comparison.PrintAsync(draft, report, cancellationToken);
        return Confirm(request, name) && Install(model, draft);
    }

    private static string ChooseName(ModelsAddRequest request)
    {
        var name = request.Name ?? new string(
            [.. Path.GetFileNameWithoutExtension(request.File).ToLowerInvariant()
                .Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(32)]).Trim('-');
        if (!OwnPackStore.IsName(name))
            throw new ModelRefusedException($"The name \"{name}\" does not do: use --name with up to 32 letters a-z, digits and dashes.");
        return ModelCatalogue.Default.Packs.Any(pack => pack.Name == name)
            ? throw new ModelRefusedException($"\"{name}\" is the name of a pack of the catalogue: choose another with --name.")
            : name;
    }

    /// <summary>A face network describes what the detector of the installed pack has found.</summary>
    private Dictionary<string, ModelFile> SharedFiles(ModelsAddRequest request)
    {
        if (request.Task != ModelTasks.Faces)
            return [];
        if (request.Threshold is null)
        {
            throw new ModelRefusedException(
                "A face network needs --threshold: the least mean similarity (cosine) of faces of one person. Its paper or "
                + "model card states one for a false accept rate of 0.01 % or less; a lower one merges people.");
        }
        var pack = packs.Known(ModelTasks.Faces).FirstOrDefault(pack => pack.Own is null && packs.IsComplete(pack))
            ?? throw new ModelRefusedException("A face network needs the detector of an installed pack: run models pull first.");
        return pack.Files.Where(file => file.Key != "embedder").ToDictionary(file => file.Key, file => file.Value);
    }

    private static LabelList ReadLabels(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > LabelList.LargestFile)
                throw new ModelRefusedException($"The label file {path} is larger than {LabelList.LargestFile >> 20} MiB.");
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return LabelList.Read(path, reader.ReadToEnd());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelRefusedException($"The label file {path} cannot be read: {error.Message}", error);
        }
    }

    private static LabelList? Settle(ModelsAddRequest request, LabelList? given, ModelTrialReport report)
    {
        if (request.Task == ModelTasks.Faces)
            return null;
        var labels = given ?? (report.Labels is { } attached ? LabelList.Of(attached) : null);
        return labels is null
            ? throw new ModelRefusedException(
                $"The file carries no list of {report.Output!.Length} labels: give one with --labels.")
            : labels.Fit(report.Output!.Length, request.Background);
    }

    private void Print(OwnPackDraft draft, ModelTrialReport report, IReadOnlyDictionary<int, string> leftOut)
    {
        output.Line($"input:   {(draft.Sound is { } sound ? Describe(sound) : Describe(draft.Input!))}");
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"output:  {draft.Output.Length} {(draft.Labels is null ? "numbers" : "scores")} "
            + $"({draft.Output.Kind.ToString().ToLowerInvariant()}), threshold {draft.Threshold:0.###}"));
        foreach (var assumption in report.Assumptions)
            output.Line($"assumed: {assumption}");
        foreach (var (at, kind) in leftOut)
            output.Line($"labels:  output {at} ({draft.Labels!.Names[at]}) would infer {kind} from people: it is left out, and never becomes a tag");
        foreach (var at in draft.Labels?.Background.Order().Where(at => !leftOut.ContainsKey(at)) ?? [])
            output.Line($"labels:  output {at} ({draft.Labels!.Names[at]}) means none of these, and never becomes a tag");
        output.Line(string.Create(CultureInfo.InvariantCulture, $"speed:   {report.Milliseconds:F0} ms for one {(draft.Sound is null ? "photo" : "patch")} on one core"));
    }

    private static string Describe(OwnInput input) => string.Create(
        CultureInfo.InvariantCulture,
        $"{input.Width}x{input.Height}, {(input.Interleaved ? "nhwc" : "nchw")}, {(input.BlueFirst ? "bgr" : "rgb")}, "
        + $"(byte - {Triple(input.Mean)}) * {Triple(input.Scale)}, crop {input.Crop:0.###}");

    private static string Describe(OwnSoundInput sound) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(sound.Form == SoundForm.Waveform ? "waveform" : $"logmel {sound.Form.ToString().ToLowerInvariant()}")} "
        + $"[{string.Join(", ", sound.Shape)}], patches of {sound.Seconds:0.##} s at {sound.SampleRate} Hz");

    private static string Triple(IReadOnlyList<float> values) => values.Distinct().Count() == 1
        ? values[0].ToString("G4", CultureInfo.InvariantCulture)
        : $"[{string.Join(' ', values.Select(value => value.ToString("G4", CultureInfo.InvariantCulture)))}]";

    private bool Confirm(ModelsAddRequest request, string name)
    {
        if (request.Yes)
            return true;
        if (!Output.IsInteractive)
        {
            output.Line("Nothing was installed. If this looks right, run it again with --yes.");
            return false;
        }
        Console.Write($"Install it as \"{name}\"? [y/N] ");
        if (Console.ReadLine()?.Trim().StartsWith("y", StringComparison.OrdinalIgnoreCase) == true)
            return true;
        output.Line("Nothing was installed.");
        return false;
    }

    private bool Install(IncomingModel model, OwnPackDraft draft)
    {
        var (pack, isNew) = packs.Own.Install(model, draft, clock.GetUtcNow());
        output.Line(isNew ? $"Installed as {pack.Version}." : $"{pack.Version} is installed already, with the same settings.");
        output.Line($"Use it with: ./recognize models use {pack.Task} {pack.Pack}");
        return true;
    }
}
