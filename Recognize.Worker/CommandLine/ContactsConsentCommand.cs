using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Contacts;
using Recognize.Models.Persistence;

namespace Recognize.Worker.CommandLine;

/// <summary>
/// <c>contacts consent | everybody | consents</c>: whether contacts agreed to be found in photos, one by one or for all of a
/// source.
/// </summary>
internal static class ContactsConsentCommand
{
    public static IEnumerable<Command> Create(Output output, Option<string?> user) =>
        [CreateConsent(output, user), CreateEverybody(output, user), CreateHistory(output, user)];

    /// <summary>Says that everybody in a source agreed, as the user did by an option.</summary>
    public static async Task AgreeForAllAsync(
        IServiceProvider services, UserAccount owner, Guid sourceId, Output output, CancellationToken cancellationToken)
    {
        output.Line(ContactConsentText.Text);
        await services.GetRequiredService<ContactConsentLedger>().AnswerSourceAsync(
            owner.Id, sourceId, hasAgreed: true, By(owner, "--agreed"), cancellationToken);
        output.Line("Recorded: everybody in it has agreed, also those who are added to it.");
    }

    /// <summary>Says how many contacts wait for an answer, and how to give it.</summary>
    public static async Task PrintUnansweredAsync(
        IServiceProvider services, UserAccount owner, ContactSource? source, Output output, CancellationToken cancellationToken)
    {
        var waiting = await services.GetRequiredService<ContactConsentLedger>()
            .CountUnansweredAsync(owner.Id, source?.Id, cancellationToken);
        if (waiting == 0)
            return;
        output.Line(waiting == 1
            ? "1 contact with a photo waits for your answer: did this person agree to be found in photos? Until then the photo is not looked at."
            : $"{waiting} contacts with a photo wait for your answer: did they agree to be found in photos? Until then their photos are not looked at.");
        var who = owner.IsAdmin ? "" : $" --user {owner.Name}";
        output.Line($"  all of them agreed:  ./recognize contacts consent agreed {(source is null ? "--all" : $"--source {source.Id}")}{who}");
        output.Line($"  one after the other: ./recognize contacts list --unanswered{who}");
        output.Line($"                       ./recognize contacts consent agreed|refused --contact ID{who}");
        if (source is not null)
            output.Line($"  who is added later, too: ./recognize contacts everybody {source.Id} agreed{who}");
    }

    private static Command CreateConsent(Output output, Option<string?> user)
    {
        var answer = new Argument<string>("ANSWER") { Description = "agreed, refused, or unanswered to take an answer back." };
        answer.AcceptOnlyFromAmong("agreed", "refused", "unanswered");
        var contacts = new Option<Guid[]>("--contact")
        {
            Description = "These contacts, as \"contacts list\" shows them.", AllowMultipleArgumentsPerToken = true,
        };
        var source = new Option<string?>("--source") { Description = "All of a source: its id, or its name." };
        var all = new Option<bool>("--all") { Description = "All contacts. \"agreed\" leaves those as they are who refused." };
        var command = new Command("consent", "Say whether contacts agreed to be found in photos.") { answer, contacts, source, all, user };
        command.SetAction((parsed, cancellationToken) => ContactsCommand.WithOwnerAsync(
            parsed,
            async (services, owner) =>
            {
                var ids = parsed.GetValue(contacts) ?? [];
                var named = parsed.GetValue(source);
                if ((ids.Length > 0 ? 1 : 0) + (named is null ? 0 : 1) + (parsed.GetValue(all) ? 1 : 0) != 1)
                    throw new CommandFailure("Say which contacts: --contact, --source or --all.");
                var selection = new ContactSelection(
                    ids.Length > 0 ? ids : null,
                    named is null ? null : (await FindSourceAsync(services, owner.Id, named, cancellationToken)).Id);
                var given = Enum.Parse<ContactAnswer>(parsed.GetValue(answer)!, ignoreCase: true);
                if (given == ContactAnswer.Agreed)
                    output.Line(ContactConsentText.Text);
                Print(
                    await services.GetRequiredService<ContactConsentLedger>().AnswerAsync(
                        owner.Id, selection, given, By(owner, "the command line"), cancellationToken),
                    output);
                if (given == ContactAnswer.Agreed)
                    await ContactsCommand.LookAsync(services, owner, output, cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static Command CreateEverybody(Output output, Option<string?> user)
    {
        var source = new Argument<string>("SOURCE") { Description = "Its id, or its name, as \"contacts list\" shows them." };
        var answer = new Argument<string>("ANSWER") { Description = "agreed, also for who is added later; ask: each one is asked for." };
        answer.AcceptOnlyFromAmong("agreed", "ask");
        var command = new Command("everybody", "Say that everybody in a source agreed, or that each is asked for.") { source, answer, user };
        command.SetAction((parsed, cancellationToken) => ContactsCommand.WithOwnerAsync(
            parsed,
            async (services, owner) =>
            {
                var found = await FindSourceAsync(services, owner.Id, parsed.GetValue(source)!, cancellationToken);
                var hasAgreed = parsed.GetValue(answer) == "agreed";
                if (hasAgreed)
                    output.Line(ContactConsentText.Text);
                Print(
                    await services.GetRequiredService<ContactConsentLedger>().AnswerSourceAsync(
                        owner.Id, found.Id, hasAgreed, By(owner, "the command line"), cancellationToken),
                    output);
                if (hasAgreed)
                    await ContactsCommand.LookAsync(services, owner, output, cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static Command CreateHistory(Output output, Option<string?> user)
    {
        var contact = new Argument<Guid>("CONTACT") { Description = "As \"contacts list\" shows it." };
        var command = new Command("consents", "Show every answer about a contact.") { contact, user };
        command.SetAction((parsed, cancellationToken) => ContactsCommand.WithOwnerAsync(
            parsed,
            async (services, owner) =>
            {
                var id = parsed.GetRequiredValue(contact);
                await using var database = await services.GetRequiredService<IDbContextFactory<RecognizeDbContext>>()
                    .CreateDbContextAsync(cancellationToken);
                if (!await database.Contacts.AnyAsync(row => row.Id == id && row.OwnerId == owner.Id, cancellationToken))
                    throw new CommandFailure("There is no such contact.");
                foreach (var entry in await database.ContactConsents.Where(row => row.ContactId == id)
                    .OrderByDescending(row => row.AnsweredAt).ToListAsync(cancellationToken))
                {
                    output.Line(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{entry.AnsweredAt:u} {entry.Answer}{(entry.IsSourceAnswer ? " as everybody in its source" : "")}, "
                        + $"text {entry.TextVersion}, by {Output.Printable(entry.AnsweredBy)}"));
                }
            },
            cancellationToken));
        return command;
    }

    private static ContactAnswerer By(UserAccount owner, string way) => new($"{owner.Name} by {way}", AuditActor.CommandLine);

    private static async Task<ContactSource> FindSourceAsync(
        IServiceProvider services, Guid ownerId, string named, CancellationToken cancellationToken)
    {
        var sources = (await ContactsListCommand.SourcesAsync(services, ownerId, cancellationToken))
            .Where(source => source.Name == named || source.Id.ToString() == named).ToList();
        return sources switch
        {
            [var only] => only,
            [] => throw new CommandFailure($"There is no source '{named}'."),
            _ => throw new CommandFailure(
                $"Several sources are called so; name one by its id: {string.Join(", ", sources.Select(source => source.Id))}"),
        };
    }

    private static void Print(ContactConsentSummary done, Output output) => output.Line(string.Create(
        CultureInfo.InvariantCulture,
        $"Recorded for {done.Contacts} contacts; fingerprints of {done.Portraits} photos and {done.Questions} open questions were erased. People keep their names and faces."));
}
