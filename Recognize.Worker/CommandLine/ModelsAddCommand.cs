using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;

namespace Recognize.Worker.CommandLine;

/// <summary><c>models add</c>: takes a model of the owner's, after a trial.</summary>
internal static class ModelsAddCommand
{
    public static Command Create(Output output)
    {
        var task = new Option<string>("--task")
        {
            Description = "What it is for: objects, landmarks, music or faces.", Required = true,
        };
        task.AcceptOnlyFromAmong(ModelTasks.Objects, ModelTasks.Landmarks, ModelTasks.Music, ModelTasks.Faces);
        var file = new Option<string>("--file") { Description = "The network, ONNX or TFLite.", Required = true };
        var labels = new Option<string?>("--labels")
        {
            Description = "Its labels: a csv with id,name or a text with one on each line; default: those in a TFLite file.",
        };
        var name = new Option<string?>("--name") { Description = "What to call it; default: the name of the file." };
        var input = new Option<string?>("--input")
        {
            Description = "How it wants photos, such as size=224,channels=rgb,mean=127.5,scale=1/127.5, or sound, such as rate=16000,"
                + "seconds=3 or logmel=musicnn; default: what the file says, else what is usual, which is printed.",
        };
        var kind = new Option<OwnOutputKind?>("--output")
        {
            Description = "What its scores are: softmax, logits or sigmoid; default: found out.",
        };
        var background = new Option<string?>("--background")
        {
            Description = "Where it has an output for \"none of these\" that the labels do not name: first or last.",
        };
        background.AcceptOnlyFromAmong("first", "last");
        var threshold = new Option<float?>("--threshold")
        {
            Description = "Least score for a tag, 0..1; default 0.5 for objects and music, 0.8 for landmarks. For faces, which need it: "
                + "least similarity of one person's faces.",
        };
        var licence = new Option<string>("--licence")
        {
            Description = "Its licence, to be listed.", DefaultValueFactory = _ => "not stated",
        };
        var photos = new Option<DirectoryInfo?>("--try")
        {
            Description = "Folder of photos (for music: tracks) to try it on; default: a few of the library.",
        };
        var memory = new Option<int>("--max-memory")
        {
            Description = "Memory it may take, in MiB.", DefaultValueFactory = _ => ModelsAddRequest.UsualMemoryMiB,
        };
        memory.Check(value => value is < 256 or > 65_536 ? "--max-memory must be 256 to 65536 (MiB)." : null);
        threshold.Check(value => value is null or (> 0 and < 1) ? null : "--threshold must be above 0 and below 1.");
        var yes = new Option<bool>("--yes") { Description = "Install it without asking." };
        var command = new Command("add", "Add a model of your own; see docs/models.md.")
        {
            task, file, labels, name, input, kind, background, threshold, licence, photos, memory, OwnerOptions.User, yes,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new ModelsAddRequest
            {
                Task = parsed.GetValue(task)!,
                File = Path.GetFullPath(parsed.GetValue(file)!),
                Labels = parsed.GetValue(labels) is { } path ? Path.GetFullPath(path) : null,
                Name = parsed.GetValue(name),
                Input = parsed.GetValue(input),
                Output = parsed.GetValue(kind),
                Background = parsed.GetValue(background),
                Threshold = parsed.GetValue(threshold),
                Licence = parsed.GetValue(licence)!,
                TryFolder = parsed.GetValue(photos)?.FullName,
                MemoryMiB = parsed.GetValue(memory),
                User = parsed.GetValue(OwnerOptions.User),
                Yes = parsed.GetValue(yes),
            };
            var home = RecognizeHome.FromEnvironment();
            home.Create();
            await using var services = WorkerServices.BuildRecognition(home);
            var run = ActivatorUtilities.CreateInstance<ModelsAddRun>(services);
            try
            {
                return await run.RunAsync(request, cancellationToken) ? 0 : 1;
            }
            catch (ModelRefusedException refused)
            {
                throw new CommandFailure($"The model is not taken. {refused.Message}");
            }
        });
        return command;
    }
}
