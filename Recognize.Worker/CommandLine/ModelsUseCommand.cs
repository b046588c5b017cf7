using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models;
using Recognize.Models.Packs;

namespace Recognize.Worker.CommandLine;

/// <summary><c>models use</c>: chooses the pack that does a task.</summary>
internal static class ModelsUseCommand
{
    public static Command Create(Output output)
    {
        var task = new Argument<string>("TASK") { Description = "objects, landmarks, music or faces." };
        var pack = new Argument<string?>("PACK")
        {
            Description = "Name of a pack, or NAME@VERSION; see models list.", Arity = ArgumentArity.ZeroOrOne,
        };
        var standard = new Option<bool>("--default") { Description = "Go back to the first pack of the catalogue that is installed." };
        var command = new Command("use", "Choose the pack that does a task; only that task's results are made anew.")
        {
            task, pack, standard,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(pack) is null == !result.GetValue(standard))
                result.AddError("Name a pack, or say --default.");
        });
        command.SetAction(async (parsed, _) =>
        {
            var home = RecognizeHome.FromEnvironment();
            home.Create();
            await using var services = WorkerServices.BuildModels(home);
            var packs = services.GetRequiredService<InstalledPacks>();
            var name = parsed.GetValue(task)!;
            if (!packs.Known(name).Any() && packs.Choice(name) is null)
                throw new CommandFailure($"No pack does the task '{name}'; ./recognize models list shows all.");
            if (parsed.GetValue(standard))
                packs.UseDefault(name);
            else
                packs.Use(Choose(packs, name, parsed.GetValue(pack)!));
            output.Line(packs.Find(name) is { } now
                ? $"{name}: {now.Version} is in use."
                : $"{name}: no installed pack does it.");
            output.Line("A running worker, or the next index, makes the results of this task anew, and no others.");
        });
        return command;
    }

    private static PackTask Choose(InstalledPacks packs, string task, string wanted)
    {
        var (name, version) = wanted.Split('@', 2) is [var left, var right] ? (left, right) : (wanted, null);
        // Of several versions the one added last.
        var chosen = packs.Known(task).LastOrDefault(pack => pack.Pack == name && (version is null || IsVersion(pack, version)))
            ?? throw new CommandFailure($"There is no pack '{wanted}' for {task}; ./recognize models list shows all.");
        if (packs.IsComplete(chosen))
            return chosen;
        throw new CommandFailure(chosen.Own is null
            ? $"The pack '{name}' is not installed: ./recognize models pull {name}"
            : $"Files of {chosen.Version} are missing: remove it and add it again.");
    }

    /// <summary>Whether a version is meant by what was typed: the whole of it, or its last part.</summary>
    public static bool IsVersion(PackTask pack, string typed) =>
        pack.Version == typed || (typed.Length >= 4 && pack.Version.EndsWith($"-{typed}", StringComparison.Ordinal));
}
