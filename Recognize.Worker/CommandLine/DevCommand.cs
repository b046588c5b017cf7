using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Accounts;
using Recognize.Models.Persistence.Embedded;
using Recognize.Worker.Seeding;

namespace Recognize.Worker.CommandLine;

/// <summary><c>dev</c>: what developers of the program need; not shown in the list of commands.</summary>
internal static class DevCommand
{
    private const int MostRows = 100_000_000;

    public static Command Create(Output output) => new("dev", "For developers of the program.")
    {
        Hidden = true,
        Subcommands = { CreateSeed(output), CreateMeasure(output), CreateSealing(output) },
    };

    private static Command CreateSeed(Output output)
    {
        var media = Number("--media", "How many files to make up.", 1_000_000);
        var faces = Number("--faces", "How many faces on them.", 2_000_000);
        var seed = Number("--seed", "The same seed makes the same rows.", 1);
        var force = new Option<bool>("--force") { Description = "Also in a database that has libraries of real files." };
        var command = new Command(
            "seed", "Fill the database with rows of a made-up library, without files, to measure a large one.")
        {
            media, faces, seed, OwnerOptions.User, force,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            var seeder = installation.Services.GetRequiredService<DatabaseSeeder>();
            if (!parsed.GetValue(force))
                await RefuseRealAsync(seeder, ", or --force", cancellationToken);
            var owner = await installation.Services.GetRequiredService<OwnerChoice>()
                .ChooseAsync(parsed.GetValue(OwnerOptions.User), cancellationToken);
            await ConsentAsync(installation, owner.Id, cancellationToken);
            var request = new SeedRequest(
                owner.Id, owner.Name, parsed.GetValue(media), parsed.GetValue(faces), parsed.GetValue(seed));
            try
            {
                Print(output, await seeder.RunAsync(request, _ => { }, cancellationToken));
            }
            catch (InvalidOperationException refusal)
            {
                throw new CommandFailure(refusal.Message);
            }
        });
        return command;
    }

    private static Command CreateSealing(Output output)
    {
        var faces = Number("--faces", "How many faces to make up.", 100_000);
        var command = new Command("sealing", "Measure what sealing costs, in a database that is made for it and removed.") { faces };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            await using var scratch = await installation.Database.CreateScratchDatabaseAsync(cancellationToken);
            var server = DatabaseServer.Own(scratch.ConnectionString);
            await using var services = WorkerServices.Build(installation.Home, server);
            await services.GetRequiredService<SchemaUpdate>().RunAsync(_ => { }, cancellationToken);
            var measurement = ActivatorUtilities.CreateInstance<SealingMeasurement>(services);
            output.Line(string.Create(CultureInfo.InvariantCulture, $"{"",-48} {"clear",10} {"sealed",10}"));
            foreach (var figure in await measurement.RunAsync(parsed.GetValue(faces), cancellationToken))
                output.Line(string.Create(
                    CultureInfo.InvariantCulture, $"{figure.Name,-48} {figure.Clear,10:F2} {figure.Sealed,10:F2} {figure.Unit}"));
        });
        return command;
    }

    private static Command CreateMeasure(Output output)
    {
        var command = new Command(
            "measure", "Time what a worker and a list do in a made-up library; some of its results are replaced.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            await RefuseRealAsync(
                installation.Services.GetRequiredService<DatabaseSeeder>(), "", cancellationToken);
            var measurement = ActivatorUtilities.CreateInstance<ScaleMeasurement>(installation.Services);
            output.Line(string.Create(CultureInfo.InvariantCulture, $"{"",-34} {"median",9} {"95 of 100",9}"));
            await foreach (var timing in measurement.RunAsync(cancellationToken))
            {
                output.Line(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{timing.Name,-34} {timing.Median.TotalMilliseconds,6:F1} ms {timing.Most.TotalMilliseconds,6:F1} ms"));
            }
        });
        return command;
    }

    private static async Task RefuseRealAsync(DatabaseSeeder seeder, string otherwise, CancellationToken cancellationToken)
    {
        if (await seeder.HasRealLibrariesAsync(cancellationToken))
        {
            throw new CommandFailure(
                $"This database has libraries of real files: use another RECOGNIZE_HOME or RECOGNIZE_DATABASE{otherwise}.");
        }
    }

    /// <summary>Faces of somebody who has not agreed would be withheld.</summary>
    private static async Task ConsentAsync(Installation installation, Guid ownerId, CancellationToken cancellationToken)
    {
        var consents = installation.Services.GetRequiredService<FaceConsentLedger>();
        if (await consents.IsGivenAsync(ownerId, cancellationToken))
            return;
        var status = await consents.RecordAsync(ownerId, true, "dev seed, for made-up faces", cancellationToken);
        if (status.State != FaceConsentState.Given)
            throw new CommandFailure(status.Sentence);
    }

    private static void Print(Output output, SeedReport made)
    {
        Line("media", made.Media);
        Line("tasks", made.Tasks);
        Line("tags", made.Tags);
        Line("faces", made.Faces);
        Line("people", made.People);
        Line("job runs", made.JobRuns);
        output.Line(string.Create(CultureInfo.InvariantCulture, $"in {made.Seconds:F0} s"));

        void Line(string name, int count) =>
            output.Line(string.Create(CultureInfo.InvariantCulture, $"{name,-10} {count,12:N0}"));
    }

    private static Option<int> Number(string name, string description, int standard)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Bound(0, MostRows);
        return option;
    }
}
