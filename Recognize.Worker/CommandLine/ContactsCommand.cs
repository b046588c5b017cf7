using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.CardDav;
using Recognize.Models.People.Acts;
using Recognize.Worker.Contacts;
using Recognize.Worker.Contacts.CardDav;

namespace Recognize.Worker.CommandLine;

/// <summary><c>contacts</c>: people of address books, who are looked for in photos.</summary>
internal static class ContactsCommand
{
    private static Option<string?> User { get; } = new("--user") { Description = "Whose contacts; default: the first user." };

    public static Command Create(Output output)
    {
        var command = new Command("contacts", "Import contacts with photos, and see what became of them.")
        {
            CreateImport(output), CreateAdd(output), CreateSync(output), ContactsListCommand.Create(output, User),
            CreatePick(output), CreateDismiss(output), CreateAnswer(output), CreateMatching(output), CreateUnlink(output),
            ContactServersCommand.Create(output),
        };
        foreach (var more in ContactsConsentCommand.Create(output, User))
            command.Subcommands.Add(more);
        return command;
    }

    private static Option<bool> Agreed() => new("--agreed")
    {
        Description = "Everybody in it agreed to be found in photos, also who is added later; without, each is asked for.",
    };

    /// <summary>Opens the installation and finds the user; runs the work.</summary>
    public static async Task WithOwnerAsync(
        ParseResult parsed, Func<IServiceProvider, UserAccount, Task> work, CancellationToken cancellationToken)
    {
        await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
        var accounts = installation.Services.GetRequiredService<AccountDirectory>();
        var name = parsed.GetValue(User);
        var owner = name is null
            ? await accounts.FirstAsync(cancellationToken)
            : await accounts.RequireAsync(name, cancellationToken);
        await work(installation.Services, owner);
    }

    private static Command CreateImport(Output output)
    {
        var agreed = Agreed();
        var path = new Argument<string>("PATH") { Description = "A .vcf file, or a folder of Name/photo.jpg." };
        var command = new Command("import", "Import contacts from a file of cards or a folder; again to compare.") { path, agreed, User };
        command.SetAction((parsed, cancellationToken) => WithOwnerAsync(
            parsed,
            async (services, owner) =>
            {
                var import = services.GetRequiredService<ContactImport>();
                var wanted = Path.GetFullPath(parsed.GetRequiredValue(path));
                var isFolder = Directory.Exists(wanted);
                if (!isFolder && !File.Exists(wanted))
                    throw new CommandFailure($"There is no file or folder '{parsed.GetRequiredValue(path)}'.");
                var source = isFolder
                    ? await import.EnsureFolderAsync(owner.Id, wanted, cancellationToken)
                    : await import.EnsureSourceAsync(
                        owner.Id, ContactSourceKind.File, Path.GetFileName(wanted), null, cancellationToken);
                if (parsed.GetValue(agreed))
                    await ContactsConsentCommand.AgreeForAllAsync(services, owner, source.Id, output, cancellationToken);
                Print(
                    isFolder
                        ? await import.ImportFolderAsync(owner.Id, wanted, cancellationToken)
                        : await import.ImportFileAsync(owner.Id, source.Name, () => File.OpenRead(wanted), cancellationToken),
                    output);
                await LookAsync(services, owner, output, cancellationToken);
                await ContactsConsentCommand.PrintUnansweredAsync(services, owner, source, output, cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static Command CreateAdd(Output output)
    {
        var agreed = Agreed();
        var address = new Argument<string>("ADDRESS") { Description = "A CardDAV server, allowed by \"contacts servers allow\"." };
        var login = new Option<string>("--login") { Description = "The user name on that server.", Required = true };
        var file = new Option<FileInfo?>("--password-file") { Description = "File whose first line is the password; without, it is asked for." };
        var command = new Command("add", "Add the address books of a CardDAV server, and read them.") { address, login, file, agreed, User };
        command.SetAction((parsed, cancellationToken) => WithOwnerAsync(
            parsed,
            async (services, owner) =>
            {
                var password = ReadPassword(parsed.GetValue(file));
                var sync = services.GetRequiredService<CardDavSync>();
                foreach (var source in await sync.AddAsync(
                    owner.Id, parsed.GetRequiredValue(address), parsed.GetRequiredValue(login), password, cancellationToken))
                {
                    output.Line($"address book: {Output.Printable(source.Name)}");
                    if (parsed.GetValue(agreed))
                        await ContactsConsentCommand.AgreeForAllAsync(services, owner, source.Id, output, cancellationToken);
                }
                await SyncAllAsync(services, owner, output, cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static Command CreateSync(Output output)
    {
        var command = new Command("sync", "Read all address books and folders again.") { User };
        command.SetAction((parsed, cancellationToken) => WithOwnerAsync(
            parsed, (services, owner) => SyncAllAsync(services, owner, output, cancellationToken), cancellationToken));
        return command;
    }

    private static Command CreatePick(Output output)
    {
        var portrait = new Argument<Guid>("PORTRAIT") { Description = "As \"contacts list\" shows it." };
        var face = new Argument<int?>("FACE") { Description = "The face's number; left out for the only one.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("pick", "Choose the face of a portrait that is meant, or accept a poor one.") { portrait, face, User };
        command.SetAction((parsed, cancellationToken) => WithOwnerAsync(
            parsed,
            async (services, owner) =>
            {
                await services.GetRequiredService<ContactAnswers>().PickAsync(
                    owner.Id, parsed.GetRequiredValue(portrait), parsed.GetValue(face), cancellationToken);
                await LookAsync(services, owner, output, cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static Command CreateDismiss(Output output)
    {
        var portrait = new Argument<Guid>("PORTRAIT") { Description = "As \"contacts list\" shows it." };
        var command = new Command("dismiss", "Leave a portrait out.") { portrait, User };
        command.SetAction((parsed, cancellationToken) => WithOwnerAsync(
            parsed,
            async (services, owner) =>
            {
                await services.GetRequiredService<ContactAnswers>().DismissAsync(
                    owner.Id, parsed.GetRequiredValue(portrait), cancellationToken);
                output.Line("The portrait is left out.");
            },
            cancellationToken));
        return command;
    }

    private static Command CreateAnswer(Output output)
    {
        var question = new Argument<Guid>("QUESTION") { Description = "As \"contacts list\" shows it." };
        var answer = new Argument<string>("ANSWER") { Description = "yes or no." };
        answer.AcceptOnlyFromAmong("yes", "no");
        var command = new Command("answer", "Say whether a contact is the person or face of a question.") { question, answer, User };
        command.SetAction((parsed, cancellationToken) => WithOwnerAsync(
            parsed,
            async (services, owner) =>
            {
                var answers = services.GetRequiredService<ContactAnswers>();
                if (parsed.GetValue(answer) == "no")
                {
                    await answers.RefuseAsync(owner.Id, parsed.GetRequiredValue(question), cancellationToken);
                    output.Line("It is not asked again.");
                    return;
                }
                var done = await answers.AcceptAsync(
                    owner.Id, new ActActor(owner.Id, owner.Name), parsed.GetRequiredValue(question), cancellationToken);
                output.Line(done.Summary);
            },
            cancellationToken));
        return command;
    }

    private static Command CreateMatching(Output output)
    {
        var contact = new Argument<Guid>("CONTACT") { Description = "As \"contacts list\" shows it." };
        var answer = new Argument<string>("ANSWER") { Description = "on or off." };
        answer.AcceptOnlyFromAmong("on", "off");
        var command = new Command("matching", "Whether a contact is looked for in photos.") { contact, answer, User };
        command.SetAction((parsed, cancellationToken) => WithOwnerAsync(
            parsed,
            async (services, owner) =>
            {
                var isOn = parsed.GetValue(answer) == "on";
                await services.GetRequiredService<ContactAnswers>().SetMatchedAsync(
                    owner.Id, parsed.GetRequiredValue(contact), isOn, cancellationToken);
                output.Line(isOn ? "The contact is looked for." : "The contact is not looked for.");
            },
            cancellationToken));
        return command;
    }

    private static Command CreateUnlink(Output output)
    {
        var contact = new Argument<Guid>("CONTACT") { Description = "As \"contacts list\" shows it." };
        var command = new Command("unlink", "Say that a contact is not the person it was found as; the person keeps its name.") { contact, User };
        command.SetAction((parsed, cancellationToken) => WithOwnerAsync(
            parsed,
            async (services, owner) =>
            {
                await services.GetRequiredService<ContactAnswers>().UnlinkAsync(
                    owner.Id, parsed.GetRequiredValue(contact), cancellationToken);
                output.Line("The contact and the person are no longer one.");
            },
            cancellationToken));
        return command;
    }

    private static async Task SyncAllAsync(
        IServiceProvider services, UserAccount owner, Output output, CancellationToken cancellationToken)
    {
        var import = services.GetRequiredService<ContactImport>();
        var unread = 0;
        foreach (var source in await ContactsListCommand.SourcesAsync(services, owner.Id, cancellationToken))
        {
            if (source.Kind == ContactSourceKind.File)
                continue;
            output.Line($"{Output.Printable(source.Name)}");
            try
            {
                Print(
                    source.Kind == ContactSourceKind.CardDav
                        ? await services.GetRequiredService<CardDavSync>().SyncAsync(source.Id, cancellationToken)
                        : await import.ImportFolderAsync(owner.Id, source.Address!, cancellationToken),
                    output);
            }
            catch (Exception failure) when (failure is CardDavException or IOException or UnauthorizedAccessException)
            {
                // The others are read all the same.
                output.Line(failure.Message);
                unread++;
            }
        }
        await LookAsync(services, owner, output, cancellationToken);
        await ContactsConsentCommand.PrintUnansweredAsync(services, owner, null, output, cancellationToken);
        if (unread > 0)
            throw new CommandFailure(unread == 1 ? "1 source could not be read." : $"{unread} sources could not be read.");
    }

    /// <summary>Looks at the portraits and matches: what a worker would do a little later.</summary>
    public static async Task LookAsync(
        IServiceProvider services, UserAccount owner, Output output, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<PortraitWork>().RunAsync(owner.Id, cancellationToken);
        if (await services.GetRequiredService<ContactMatching>().RunAsync(owner.Id, cancellationToken) is { } found)
            output.Line($"found {found.People} people, {found.Faces} faces like a portrait; {found.Suggested} questions");
        else
            output.Line("Faces are not compared: their owner has not agreed, or no model for faces is installed.");
    }

    private static void Print(ContactImportSummary done, Output output)
    {
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{done.Contacts} contacts: {done.Added} new, {done.Changed} changed, {done.Removed} gone, {done.Unreadable} unreadable, {done.Skipped} no people"));
        if (done.Problem is { } problem)
            output.Line(problem);
    }

    private static string ReadPassword(FileInfo? file)
    {
        if (file is not null)
        {
            return file.Exists
                ? File.ReadLines(file.FullName).FirstOrDefault() ?? throw new CommandFailure($"'{file}' is empty.")
                : throw new CommandFailure($"There is no file '{file}'.");
        }
        if (!Console.IsInputRedirected)
            Console.Write("Password (it is shown as you type; --password-file hides it): ");
        return Console.ReadLine() is { Length: > 0 } typed ? typed : throw new CommandFailure("A password is needed.");
    }
}
