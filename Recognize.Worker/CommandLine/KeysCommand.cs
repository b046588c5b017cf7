using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Sealing;

namespace Recognize.Worker.CommandLine;

/// <summary><c>keys show | rotate [--data]</c>: the keys that vectors of faces are sealed with.</summary>
internal static class KeysCommand
{
    public static Command Create(Output output) => new("keys", "Look after the keys that faces are sealed with.")
    {
        CreateShow(output), CreateRotate(output),
    };

    private static Command CreateShow(Output output)
    {
        var command = new Command("show", "Say which key is used, where it lies, and whether everything is sealed.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            var file = installation.Services.GetRequiredService<MasterKeyFile>();
            var key = file.TryRead();
            output.Line(key is null ? $"key:    none yet, would be {file.FilePath}" : $"key:    {key.Fingerprint} in {file.FilePath}");
            if (await installation.Services.GetRequiredService<OwnerKeys>().FindProblemAsync(cancellationToken) is { } problem)
                throw new CommandFailure(problem);
            var due = await installation.Services.GetRequiredService<Resealing>().OwnersDueAsync(cancellationToken);
            output.Line(due.Count == 0 ? "sealed: everything" : $"sealed: not everything of {due.Count} user(s) yet; workers are at it");
        });
        return command;
    }

    private static Command CreateRotate(Output output)
    {
        var data = new Option<bool>("--data") { Description = "Also seal every face anew with new data keys." };
        var command = new Command("rotate", "Make a new master key; with --data, new data keys too.") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            var rotation = installation.Services.GetRequiredService<KeyRotation>();
            var (before, after, dataKeys) = await rotation.ChangeMasterAsync(cancellationToken);
            var file = installation.Services.GetRequiredService<MasterKeyFile>();
            output.Line($"New master key {after} in {file.FilePath}; it seals {dataKeys} data key(s).");
            if (before is not null)
                output.Line($"Backups made before this need the key before, {before}. Other machines need the new file.");
            if (!parsed.GetValue(data))
                return;
            var made = await rotation.AddDataKeysAsync(cancellationToken);
            output.Line($"New data keys: {made}. If this is broken off, workers go on with it.");
            var resealing = installation.Services.GetRequiredService<Resealing>();
            foreach (var owner in await resealing.OwnersDueAsync(cancellationToken))
            {
                var done = await resealing.RunAsync(owner, _ => { }, cancellationToken);
                output.Line(done is null ? $"{owner}: a worker is at it" : $"{owner}: {done} values sealed anew");
            }
        });
        return command;
    }
}
