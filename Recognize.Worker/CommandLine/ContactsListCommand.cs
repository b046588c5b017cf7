using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.Persistence;

namespace Recognize.Worker.CommandLine;

/// <summary><c>contacts list</c>: what became of every contact, and what waits for an answer.</summary>
internal static class ContactsListCommand
{
    public static Command Create(Output output, Option<string?> user)
    {
        var waiting = new Option<bool>("--waiting") { Description = "Only those that wait for an answer." };
        var unanswered = new Option<bool>("--unanswered") { Description = "Only those of whom nobody has said whether they agreed." };
        var command = new Command("list", "Show contacts, their people, and what waits for an answer.") { waiting, unanswered, user };
        command.SetAction((parsed, cancellationToken) => ContactsCommand.WithOwnerAsync(
            parsed,
            (services, owner) => PrintAsync(services, owner.Id, parsed.GetValue(waiting), parsed.GetValue(unanswered), output, cancellationToken),
            cancellationToken));
        return command;
    }

    public static async Task<List<ContactSource>> SourcesAsync(
        IServiceProvider services, Guid ownerId, CancellationToken cancellationToken)
    {
        await using var database = await services.GetRequiredService<IDbContextFactory<RecognizeDbContext>>()
            .CreateDbContextAsync(cancellationToken);
        return await database.ContactSources.Where(source => source.OwnerId == ownerId)
            .OrderBy(source => source.Kind).ThenBy(source => source.Name).ToListAsync(cancellationToken);
    }

    private static async Task PrintAsync(
        IServiceProvider services, Guid ownerId, bool waitingOnly, bool unansweredOnly, Output output,
        CancellationToken cancellationToken)
    {
        foreach (var source in await SourcesAsync(services, ownerId, cancellationToken))
        {
            output.Line($"source {source.Id} {Output.Printable(source.Name)}: "
                + $"{(source.AgreedAt is null ? "each contact is asked for" : "everybody agreed")}"
                + $"{(source.Problem is null ? "" : $"; {source.Problem}")}");
        }
        await using var database = await services.GetRequiredService<IDbContextFactory<RecognizeDbContext>>()
            .CreateDbContextAsync(cancellationToken);
        var contacts = await database.Contacts.Where(contact => contact.OwnerId == ownerId && contact.RemovedAt == null)
            .OrderBy(contact => contact.Name).ThenBy(contact => contact.Id)
            .Select(contact => new
            {
                Contact = contact,
                Person = database.ContactPeople.Where(link => link.ContactId == contact.Id)
                    .Select(link => (Guid?)link.PersonId).FirstOrDefault(),
                Questions = database.ContactSuggestions.Where(row => row.ContactId == contact.Id && !row.IsRefused)
                    .OrderByDescending(row => row.Similarity).ToList(),
                Portraits = database.ContactPortraits
                    .Where(row => row.ContactId == contact.Id
                        && (row.State == PortraitState.SeveralFaces || row.State == PortraitState.PoorFace))
                    .OrderBy(row => row.Place).Select(row => new { row.Id, row.Reason }).ToList(),
            })
            .ToListAsync(cancellationToken);
        foreach (var row in contacts)
        {
            var isUnanswered = row.Contact.State == ContactState.NeedsConsent;
            if ((waitingOnly && row.Questions.Count == 0 && row.Portraits.Count == 0 && !isUnanswered)
                || (unansweredOnly && !isUnanswered))
                continue;
            var state = row.Person is { } person ? $"person {person}{(isUnanswered ? $"; {row.Contact.Reason}" : "")}"
                : !row.Contact.IsMatched ? "not looked for"
                : row.Contact.State == ContactState.Ready ? "not found in photos"
                : row.Contact.Reason;
            output.Line($"{row.Contact.Id}  {Output.Printable(row.Contact.Name)}: {state}");
            foreach (var portrait in row.Portraits)
                output.Line($"    portrait {portrait.Id}: {portrait.Reason}");
            foreach (var question in row.Questions)
            {
                var what = question.PersonId is { } asked ? $"person {asked}" : $"face {question.FaceId}";
                output.Line(FormattableString.Invariant($"    question {question.Id}: is it {what}? (similarity {question.Similarity:F2})"));
            }
        }
    }
}
