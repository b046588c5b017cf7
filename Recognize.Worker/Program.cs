using System.CommandLine;
using Npgsql;
using Recognize.Models;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts.CardDav;
using Recognize.Models.Inference;
using Recognize.Models.People.Acts;
using Recognize.Models.Persistence.Embedded;
using Recognize.Models.Sealing;
using Recognize.Worker.Backup;
using Recognize.Worker.CommandLine;
using Recognize.Worker.Decoding;
using Recognize.Worker.Limits;

namespace Recognize.Worker;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        // Before all else: of the rest of the program a decoder needs nothing.
        if (arguments is [DecoderServer.Verb])
            return DecoderServer.Run();
        var output = new Output(Console.Out);
        var root = new RootCommand("Recognize: tags a home's photo and music library on its owner's own machine.")
        {
            UpCommand.Create(output),
            IndexCommand.Create(output),
            WorkerCommand.Create(output),
            ModelsCommand.Create(output),
            MigrateCommand.Create(output),
            UsersCommand.Create(output),
            AuditCommand.Create(output),
            ConsentCommand.Create(output),
            KeysCommand.Create(output),
            BackupCommand.Create(output),
            BackupCommand.CreateRestore(output),
            PeopleCommand.Create(output),
            ContactsCommand.Create(output),
            JobsCommand.Create(output),
            ReclusterCommand.Create(output),
            ExportCommand.Create(output),
            EraseCommand.Create(output),
            BenchmarkCommand.Create(output),
            EvaluateCommand.Create(output),
            DevCommand.Create(output),
        };
        try
        {
            // Whatever the command is: a name that is not understood would else be met in the middle of the work.
            if (MachineProfiles.Current == MachineProfile.Small)
                MemoryRelease.KeepLittle();
            return await root.Parse(arguments).InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // The database is stopped last, after workers have stored what they had in hand.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            });
        }
        catch (Exception failure) when (
            failure is CommandFailure or EmbeddedPostgresException or InvalidUserNameException or InvalidTokenException
                or FormatException or CardDavException or ActRefusedException or KeysUnavailableException
                or SealedValueException or BackupException or ModelFileException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"recognize: {failure.Message}");
            return 1;
        }
        catch (NpgsqlException away) when (away is not PostgresException)
        {
            await Console.Error.WriteLineAsync($"recognize: The database cannot be reached: {away.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("recognize: stopped");
            return 130;
        }
    }
}
