using System.CommandLine;
using System.Globalization;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Splits;

namespace Recognize.Worker.CommandLine;

/// <summary>The commands of <c>people</c> that are about whole people.</summary>
internal static class PeopleCommandPeople
{
    public static IEnumerable<Command> Create(Output output) =>
    [
        CreateName(output), CreateMerge(output), CreateSplit(output), CreatePropose(output), CreateHide(output),
        CreateIgnore(output), CreateCover(output), CreateDifferent(output),
    ];

    private static Command CreateName(Output output)
    {
        var person = PeopleCommand.Person();
        var name = new Argument<string?>("NAME") { Description = "The new name; none takes it away.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("name", "Name or rename a person.") { person, name };
        PeopleSession.Run(command, output, async (parsed, session) => session.Report(await session.Get<NamingActs>().NameAsync(
            session.Who, (await session.PersonAsync(parsed.GetValue(person)!)).Seen, parsed.GetValue(name), session.Token)));
        return command;
    }

    private static Command CreateMerge(Output output)
    {
        var people = new Argument<string[]>("PERSON") { Description = "Two or more.", Arity = new ArgumentArity(2, 100) };
        var name = new Option<string?>("--name") { Description = "Which name stays, where they have several." };
        var release = ReleasePhotos();
        var takeBack = TakeBackRejections("Faces of one that were said not to be the other stay.");
        var command = new Command("merge", "Make several people one.") { people, name, release, takeBack };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            var seen = new List<PersonSeen>();
            foreach (var text in parsed.GetValue(people)!)
                seen.Add((await session.PersonAsync(text)).Seen);
            session.Report(await session.Get<MergeActs>().MergeAsync(
                session.Who,
                new(seen)
                {
                    Name = parsed.GetValue(name), ReleasesPhotos = parsed.GetValue(release),
                    TakesBackRejections = parsed.GetValue(takeBack),
                },
                session.Token));
        });
        return command;
    }

    private static Command CreateSplit(Output output)
    {
        var person = PeopleCommand.Person();
        var faces = new Argument<string[]>("FACE") { Description = "The faces that go.", Arity = ArgumentArity.OneOrMore };
        var name = new Option<string?>("--name") { Description = "Of the new person." };
        var command = new Command("split", "Make a new person of some faces of another.") { person, faces, name };
        PeopleSession.Run(command, output, async (parsed, session) => session.Report(await session.Get<SplitActs>().SplitAsync(
            session.Who, (await session.PersonAsync(parsed.GetValue(person)!)).Seen,
            await session.FacesAsync(parsed.GetValue(faces)!), parsed.GetValue(name), session.Token)));
        return command;
    }

    private static Command CreatePropose(Output output)
    {
        var person = PeopleCommand.Person();
        var apply = new Option<bool>("--apply") { Description = "Split as proposed." };
        var name = new Option<string?>("--name") { Description = "Of the new person." };
        var command = new Command("propose-split", "Show how a person that is two would come apart.") { person, apply, name };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            var found = await session.PersonAsync(parsed.GetValue(person)!);
            var split = await session.Get<SplitProposals>().ProposeAsync(session.Who.OwnerId, found.Id, session.Token);
            session.Output.Line(string.Create(CultureInfo.InvariantCulture,
                $"{split.Kept.Count} faces stay {found.Label}, {split.Parted.Count} go; gap {split.Gap:0.00}{(split.IsForced ? ", one photo shows both" : "")}"));
            session.Output.Line($"would go: {string.Join(' ', split.Parted.Select(PeopleLookup.Short))}");
            if (parsed.GetValue(apply))
                session.Report(await session.Get<SplitActs>().SplitAsync(
                    session.Who, new(found.Id, split.Version), split.Parted, parsed.GetValue(name), session.Token));
        });
        return command;
    }

    private static Command CreateHide(Output output)
    {
        var (person, not) = (PeopleCommand.Person(), Not("Show the person again."));
        var command = new Command("hide", "Leave a person out of lists.") { person, not };
        PeopleSession.Run(command, output, async (parsed, session) => session.Report(await session.Get<NamingActs>().HideAsync(
            session.Who, (await session.PersonAsync(parsed.GetValue(person)!)).Seen, !parsed.GetValue(not), session.Token)));
        return command;
    }

    private static Command CreateIgnore(Output output)
    {
        var person = new Argument<string?>("PERSON") { Description = "A whole group.", Arity = ArgumentArity.ZeroOrOne };
        var faces = new Option<string[]>("--faces") { Description = "Single faces instead.", AllowMultipleArgumentsPerToken = true };
        var kind = new Option<IgnoredAs>("--as") { Description = "statue, poster, stranger or other.", DefaultValueFactory = _ => IgnoredAs.Other };
        var not = Not("Take it back.");
        var command = new Command("ignore", "Say that a group, or faces, are nobody to show.") { person, faces, kind, not };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            IgnoredAs? said = parsed.GetValue(not) ? null : parsed.GetValue(kind);
            var (group, single) = (parsed.GetValue(person), parsed.GetValue(faces) ?? []);
            if (group is null == (single.Length == 0))
                throw new CommandFailure("Name a person, or faces with --faces.");
            session.Report(group is not null
                ? await session.Get<NamingActs>().IgnoreAsync(session.Who, (await session.PersonAsync(group)).Seen, said, session.Token)
                : await session.Get<FaceActs>().IgnoreAsync(session.Who, await session.FacesAsync(single), said, session.Token));
        });
        return command;
    }

    private static Command CreateCover(Output output)
    {
        var person = PeopleCommand.Person();
        var face = new Argument<string?>("FACE") { Description = "None lets the best one stand.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("cover", "Choose the face that stands for a person.") { person, face };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            Guid? chosen = parsed.GetValue(face) is { } text
                ? await session.Lookup.FaceAsync(session.Who.OwnerId, text, session.Token)
                : null;
            session.Report(await session.Get<NamingActs>().CoverAsync(
                session.Who, (await session.PersonAsync(parsed.GetValue(person)!)).Seen, chosen, session.Token));
        });
        return command;
    }

    private static Command CreateDifferent(Output output)
    {
        var (first, second, not) = (PeopleCommand.Person(), PeopleCommand.Person("OTHER"), Not("Take it back."));
        var command = new Command("different", "Say that two people are not one.") { first, second, not };
        PeopleSession.Run(command, output, async (parsed, session) => session.Report(await session.Get<RuleActs>().DifferentAsync(
            session.Who, (await session.PersonAsync(parsed.GetValue(first)!)).Seen,
            (await session.PersonAsync(parsed.GetValue(second)!)).Seen, !parsed.GetValue(not), session.Token)));
        return command;
    }

    internal static Option<bool> Not(string description) => new("--not") { Description = description };

    internal static Option<bool> TakeBackRejections(string description) =>
        new("--take-back-rejections") { Description = description };

    internal static Option<bool> ReleasePhotos() => new("--release-photos")
    {
        Description = "Photos that would show one person twice may do so: mirrors, collages.",
    };
}
