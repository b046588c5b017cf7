using System.CommandLine;
using System.Text.Json;
using Recognize.Models.Classifiers;
using Recognize.Models.Media;
using Recognize.Models.Music;
using Recognize.Models.Packs;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// <c>models trial</c>, not for people: reads a request from standard input, tries the model under limits, and prints the
/// report as the last line. Started by <see cref="ModelsTrialProcess"/>.
/// </summary>
internal static class ModelsTrialCommand
{
    public const string Name = "trial";

    public static Command Create(Output output)
    {
        var command = new Command(Name, "Try a model, for models add.") { Hidden = true };
        command.SetAction(async (_, cancellationToken) =>
        {
            var text = await Console.In.ReadToEndAsync(cancellationToken);
            var request = JsonSerializer.Deserialize<ModelTrialRequest>(text, ModelTrialReport.Json)
                ?? throw new CommandFailure("There is no request to try a model.");
            // On all cores at once.
            ProcessLimits.Apply(ProcessLimits.Self, request.MemoryMiB, ModelsTrialProcess.Timeout * Environment.ProcessorCount);
            var media = new MediaOptions();
            using var photos = new PhotoDecoder(media);
            TrialSubject subject = request.Task == ModelTasks.Music
                ? new MusicTrial(new AudioDecoder(media), new MediaProbe(media))
                : new PhotoTrial(photos);
            var report = ModelTrial.Run(request, subject, cancellationToken);
            output.Line(JsonSerializer.Serialize(report, ModelTrialReport.Json));
            return 0;
        });
        return command;
    }
}
