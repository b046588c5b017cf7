using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Worker.Backup;

namespace Recognize.Worker.CommandLine;

/// <summary><c>backup FILE</c> and <c>restore FILE</c>.</summary>
internal static class BackupCommand
{
    private const string KeysWarning =
        "Warning: the backup holds the keys of all faces. Whoever has the file has the faces: keep it like a key.";

    public static Command Create(Output output)
    {
        var file = new Argument<string>("FILE") { Description = "Where to; nothing may be there." };
        var noBiometrics = new Option<bool>("--without-biometrics")
        {
            Description = "Leave vectors of faces, photos of contacts and what is made of them out; names and boxes stay.",
        };
        var noThumbnails = new Option<bool>("--without-thumbnails") { Description = "Leave the thumbnails out; they are made again." };
        var withKeys = new Option<bool>("--with-keys") { Description = "Put the keys in that open what is sealed." };
        var command = new Command("backup", "Write all that is known into one file, while workers go on.")
        {
            file, noBiometrics, noThumbnails, withKeys,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            var path = Path.GetFullPath(parsed.GetValue(file)!);
            var manifest = await installation.Services.GetRequiredService<BackupWriter>().WriteAsync(
                path,
                new BackupRequest(!parsed.GetValue(noBiometrics), !parsed.GetValue(noThumbnails), parsed.GetValue(withKeys)),
                output.Line, cancellationToken);
            output.Line($"Written to {path}: {new FileInfo(path).Length >> 10} KiB.");
            if (manifest.HasKeys)
                output.Line(KeysWarning);
            else if (manifest.MasterKeys.Count > 0)
                output.Line($"Its faces open with the key {string.Join(", ", manifest.MasterKeys)} only: keep a copy of that elsewhere.");
        });
        return command;
    }

    public static Command CreateRestore(Output output)
    {
        var file = new Argument<string>("FILE") { Description = "A backup." };
        var replace = new Option<bool>("--replace") { Description = "Give up what the database holds." };
        var command = new Command("restore", "Restore a backup into an empty database; all of it or nothing.") { file, replace };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            var result = await installation.Services.GetRequiredService<RestoreRun>().RunAsync(
                Path.GetFullPath(parsed.GetValue(file)!), SchemaUpdate.Known, parsed.GetValue(replace), output.Line, cancellationToken);
            output.Line($"Restored as of {result.Manifest.MadeAt:u}.");
            if (!result.Manifest.HasBiometrics)
                output.Line("It was made without biometrics: faces are described anew from the photos.");
            if (result.KeyProblem is { } problem)
                output.Line(problem);
        });
        return command;
    }
}
