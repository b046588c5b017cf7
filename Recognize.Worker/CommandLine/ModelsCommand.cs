using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models;
using Recognize.Models.Packs;

namespace Recognize.Worker.CommandLine;

/// <summary><c>models list | pull | verify | add | use | remove</c>.</summary>
internal static class ModelsCommand
{
    public static Command Create(Output output)
    {
        var command = new Command("models", "List, fetch, verify, add or choose model packs.")
        {
            CreateList(output), CreatePull(output), CreateVerify(output),
            ModelsAddCommand.Create(output), ModelsUseCommand.Create(output), ModelsRemoveCommand.Create(output),
            ModelsTrialCommand.Create(output),
        };
        return command;
    }

    private static Command CreateList(Output output)
    {
        var command = new Command("list", "Show every pack, its tasks and what of it is installed.");
        command.SetAction(_ =>
        {
            using var services = BuildServices();
            foreach (var listing in services.GetRequiredService<PackInstaller>().List())
            {
                var state = listing.InUse ? "in use" : listing.Installed ? "installed" : "not installed";
                output.Line(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{listing.Pack,-10} {listing.Task,-9} {listing.Version,-22} {listing.Bytes / 1e6,6:F1} MB  {state}"));
                foreach (var file in listing.Files)
                    output.Line($"    {file.File.Name,-30} {file.File.Licence}");
            }
        });
        return command;
    }

    private static Command CreatePull(Output output)
    {
        var pack = new Argument<string>("PACK")
        {
            Description = "Which pack to fetch.",
            DefaultValueFactory = _ => ModelSetup.Preferred,
        };
        var force = new Option<bool>("--force") { Description = "Fetch intact files again, too." };
        var command = new Command("pull", "Fetch what is missing of a pack, or damaged.") { pack, force };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = BuildServices();
            var installer = services.GetRequiredService<PackInstaller>();
            var name = parsed.GetValue(pack)!;
            if (installer.List().All(listing => listing.Pack != name))
                throw new CommandFailure($"There is no pack '{name}'; ./recognize models list shows all.");
            var pulled = await installer.PullAsync(
                name, parsed.GetValue(force), new ModelSetup.DownloadLines(output), cancellationToken);
            foreach (var file in pulled)
            {
                output.Line(file.Outcome switch
                {
                    PullOutcome.Fetched => $"{file.File.Name}: fetched and verified",
                    PullOutcome.AlreadyInstalled => $"{file.File.Name}: installed already",
                    _ => $"{file.File.Name}: {file.Reason}",
                });
            }
            return pulled.Any(file => file.Outcome == PullOutcome.Failed) ? 1 : 0;
        });
        return command;
    }

    private static Command CreateVerify(Output output)
    {
        var command = new Command("verify", "Compare every installed file with its checksum.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var services = BuildServices();
            var files = await services.GetRequiredService<PackInstaller>().VerifyAsync(cancellationToken);
            foreach (var file in files)
                output.Line($"{file.File.Name}: {(file.Intact ? "intact" : $"DAMAGED, {Remedy(file.File)}")}");
            if (files.Count == 0)
                output.Line("No model is installed yet.");
            return files.All(file => file.Intact) ? 0 : 1;
        });
        return command;
    }

    private static string Remedy(ModelFile file) => file.Source is OwnModelSource
        ? "remove its pack and add it again"
        : "fetch it again with models pull --force";

    /// <summary>Models need no database: the command works before there is one.</summary>
    private static ServiceProvider BuildServices()
    {
        var home = RecognizeHome.FromEnvironment();
        home.Create();
        return WorkerServices.BuildModels(home);
    }
}
