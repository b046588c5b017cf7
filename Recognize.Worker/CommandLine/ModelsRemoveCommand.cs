using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models;
using Recognize.Models.Packs;

namespace Recognize.Worker.CommandLine;

/// <summary><c>models remove</c>: deletes a model that the owner added.</summary>
internal static class ModelsRemoveCommand
{
    public static Command Create(Output output)
    {
        var pack = new Argument<string>("NAME") { Description = "Name of a pack of your own, or NAME@VERSION." };
        var command = new Command("remove", "Delete a model of your own; not one in use.") { pack };
        command.SetAction(async (parsed, _) =>
        {
            var home = RecognizeHome.FromEnvironment();
            home.Create();
            await using var services = WorkerServices.BuildModels(home);
            var packs = services.GetRequiredService<InstalledPacks>();
            var wanted = parsed.GetValue(pack)!;
            var (name, version) = wanted.Split('@', 2) is [var left, var right] ? (left, right) : (wanted, null);
            var doomed = packs.Own.List()
                .Where(own => own.Pack == name && (version is null || ModelsUseCommand.IsVersion(own, version))).ToList();
            if (doomed.Count == 0)
                throw new CommandFailure($"There is no pack of your own called '{wanted}'; ./recognize models list shows all.");
            if (doomed.Find(own => packs.Choice(own.Task)?.Version == own.Version) is { } used)
            {
                throw new CommandFailure(
                    $"{used.Version} is in use. Choose another first: ./recognize models use {used.Task} --default");
            }
            foreach (var own in doomed)
            {
                packs.Own.Remove(own);
                output.Line($"{own.Version} is removed.");
            }
        });
        return command;
    }
}
