using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.People.Acts;

namespace Recognize.Worker.CommandLine;

/// <summary>One command about people: the opened installation, whose people they are, and what is printed of an act.</summary>
internal sealed class PeopleSession(Installation installation, ActFor who, Output output, CancellationToken cancellationToken)
{
    public ActFor Who => who;

    public Output Output => output;

    public CancellationToken Token => cancellationToken;

    public PeopleLookup Lookup { get; } = installation.Services.GetRequiredService<PeopleLookup>();

    public T Get<T>() where T : notnull => installation.Services.GetRequiredService<T>();

    public Task<FoundPerson> PersonAsync(string text) => Lookup.PersonAsync(who.OwnerId, text, cancellationToken);

    public async Task<IReadOnlyList<FoundPerson>> PeopleAsync(string[] texts)
    {
        var people = new List<FoundPerson>();
        foreach (var text in texts)
            people.Add(await PersonAsync(text));
        return people;
    }

    public async Task<IReadOnlyList<Guid>> PhotosAsync(string[] texts)
    {
        var photos = new List<Guid>();
        foreach (var text in texts)
            photos.Add(await Lookup.PhotoAsync(who.OwnerId, text, cancellationToken));
        return [.. photos.Distinct()];
    }

    public Task<IReadOnlyList<Guid>> FacesAsync(string[] texts) =>
        Lookup.FacesAsync(who.OwnerId, texts, cancellationToken);

    /// <summary>Prints what was done, and how to take it back.</summary>
    public void Report(ActDone done)
    {
        if (done.ActId is not { } act)
        {
            output.Line("Nothing had to be changed.");
            return;
        }
        output.Line(Output.Printable(done.Summary));
        if (done.PersonId is { } person)
            output.Line($"person: {PeopleLookup.Short(person)}");
        if (done.FaceId is { } face)
            output.Line($"face: {PeopleLookup.Short(face)}");
        if (done.Waiting.Count > 0)
            output.Line($"waiting for the next grouping: {string.Join(' ', done.Waiting.Select(PeopleLookup.Short))}");
        output.Line($"Take it back with: ./recognize people undo {PeopleLookup.Short(act)}");
    }

    /// <summary>Makes a command run in a session; a refused act ends it with its sentence.</summary>
    public static void Run(Command command, Output output, Func<ParseResult, PeopleSession, Task> run)
    {
        command.Options.Add(OwnerOptions.User);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(_ => { }, cancellationToken);
            var owner = await installation.Services.GetRequiredService<OwnerChoice>()
                .ChooseAsync(parsed.GetValue(OwnerOptions.User), cancellationToken);
            var who = new ActFor(owner.Id, new ActActor(owner.Id, $"{owner.Name} at the command line"));
            try
            {
                await run(parsed, new PeopleSession(installation, who, output, cancellationToken));
            }
            catch (ActRefusedException refused)
            {
                var about = refused.About.Count == 0
                    ? ""
                    : $" ({string.Join(' ', refused.About.Take(20).Select(PeopleLookup.Short))})";
                throw new CommandFailure(Output.Printable(refused.Message) + about + WayOn(command, refused.Code));
            }
        });
    }

    /// <summary>The option by which the same command goes through, where there is one.</summary>
    private static string WayOn(Command command, string code)
    {
        var option = code switch
        {
            "same-photo" => "--release-photos",
            "rejected-before" => "--take-back-rejections",
            "two-names" => "--name",
            "confirmed-elsewhere" => "--from",
            _ => null,
        };
        return command.Options.Any(known => known.Name == option) ? $" Repeat with {option} to do so." : "";
    }
}
