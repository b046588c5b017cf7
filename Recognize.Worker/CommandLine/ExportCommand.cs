using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Recognize.Models.Auditing;
using Recognize.Models.Deidentification;
using Recognize.Models.Exports;
using Recognize.Models.Persistence;
using Recognize.Worker.Exports;

namespace Recognize.Worker.CommandLine;

/// <summary><c>export</c>: writes photos and videos with everybody but chosen people unrecognisable.</summary>
internal static class ExportCommand
{
    public static Command Create(Output output)
    {
        var files = new Argument<string[]>("FILES")
        {
            Description = "Photos and videos of a library: paths or ids.", Arity = ArgumentArity.OneOrMore,
        };
        var target = new Option<FileInfo>("--out")
        {
            Description = "What is written: the one file, or a zip archive of several.", Required = true,
        };
        var keep = new Option<string[]>("--keep") { Description = "A person who stays readable: name or id. May be repeated." };
        var method = new Option<CoverMethod>("--method") { Description = "Solid (default), pixelated or blurred." };
        var strength = new Option<double?>("--strength") { Description = "Of the method; default: the weakest that is allowed." };
        var shape = new Option<CoverShape>("--shape") { Description = "Ellipse (default) or rectangle." };
        var metadata = new Option<MetadataChoice>("--metadata") { Description = "Strip (default), StripPlace or Keep." };
        var sound = new Option<bool>("--sound") { Description = "Videos keep their sound; voices are recognisable." };
        var command = new Command("export", "Write photos and videos with everybody but chosen people unrecognisable.")
        {
            files, target, keep, method, strength, shape, metadata, sound,
        };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            var choice = Choose(parsed.GetValue(method), parsed.GetValue(strength));
            var request = new CoveredExportRequest(
                await session.PhotosAsync(parsed.GetRequiredValue(files)),
                [.. (await session.PeopleAsync(parsed.GetValue(keep) ?? [])).Select(person => person.Id)],
                choice.Method, choice.Strength, parsed.GetValue(shape), parsed.GetValue(metadata), parsed.GetValue(sound));
            await RunAsync(session, request, parsed.GetRequiredValue(target).FullName);
        });
        return command;
    }

    private static CoverChoice Choose(CoverMethod method, double? strength)
    {
        var choice = strength is { } given
            ? new CoverChoice(method, given)
            : MeasuredStrengths.Default.Allowed.FirstOrDefault(allowed => allowed.Method == method)
                ?? throw new CommandFailure($"No strength of the method {method} is allowed: see docs/deidentification.md.");
        var verdict = MeasuredStrengths.Default.Judge(choice);
        return verdict.IsAllowed ? choice : throw new CommandFailure(verdict.Reason);
    }

    private static async Task RunAsync(PeopleSession session, CoveredExportRequest request, string target)
    {
        await session.Get<ModelSetup>().EnsureAsync(session.Token);
        if (!session.Get<FileCovering>().IsPossible)
            throw new CommandFailure("No model pack for faces is installed. Run \"recognize models pull\".");
        var temporary = target + ".tmp";
        WrittenExport written;
        try
        {
            written = await session.Get<CoveredArchive>().WriteAsync(
                session.Who.OwnerId, request, temporary,
                done => session.Output.Line($"{done} of {request.Media.Count}"), session.Token);
            foreach (var file in written.Files.Where(file => file.Reason is not null))
                session.Output.Line($"not exported: file {file.Number}: {file.Reason}");
            if (written.Exported == 0)
                throw new CommandFailure("Nothing could be exported.");
            await NoteAsync(session, request, written);
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
        session.Output.Line($"{written.Exported} written, {written.Refused} refused; {MeasuredStrengths.Default.Judge(request.Choice).Reason}");
    }

    /// <summary>Before the file appears: there is no export without an entry.</summary>
    private static async Task NoteAsync(PeopleSession session, CoveredExportRequest request, WrittenExport written)
    {
        await using var database = await session.Get<IDbContextFactory<RecognizeDbContext>>().CreateDbContextAsync(session.Token);
        var owner = await database.Users.SingleAsync(user => user.Id == session.Who.OwnerId, session.Token);
        await session.Get<NpgsqlDataSource>().AppendAsync(
            CoveredArchive.AuditOf(AuditActor.CommandLine, new AuditSubject(owner.Id, owner.Name), request, written),
            session.Token);
    }
}
