using System.CommandLine;
using System.Globalization;
using Recognize.Models.Auditing;
using Recognize.Models.Refusals;

namespace Recognize.Worker.CommandLine;

/// <summary>The commands of <c>people</c> that are about people who are not to be recognised.</summary>
internal static class PeopleCommandRefusals
{
    public static IEnumerable<Command> Create(Output output) => [CreateRefuse(output), CreateRefused(output), CreateRecognise(output)];

    private static Command CreateRefuse(Output output)
    {
        var person = PeopleCommand.Person();
        var look = new Option<bool>("--keep-look")
        {
            Description = "Keep one sealed vector, for nothing but to refuse the person in new photos, too.",
        };
        var name = new Option<bool>("--keep-name") { Description = "Keep the name on the entry." };
        var command = new Command("refuse", "Do not recognise a person: boxes stay, vectors, group, name and history go.")
        {
            person, look, name,
        };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            var found = await session.PersonAsync(parsed.GetValue(person)!);
            var done = await session.Get<PersonRefusals>().RefuseAsync(
                session.Who.OwnerId, By(session), found.Seen, new RefusalChoice(parsed.GetValue(look), parsed.GetValue(name)),
                session.Token);
            session.Output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{done.Faces} faces are boxes now; {done.Contacts} contacts are not looked for any more."));
            session.Output.Line(RefusalWording.NewPhotos(parsed.GetValue(look)));
            session.Output.Line($"Take it back with: ./recognize people recognise {PeopleLookup.Short(done.Id)}");
        });
        return command;
    }

    private static Command CreateRefused(Output output)
    {
        var command = new Command("refused", "List people who are not to be recognised.");
        PeopleSession.Run(command, output, async (_, session) =>
        {
            var lines = await session.Lookup.ReadAsync(
                """
                SELECT p.id, p.name, p.keeps_look, EXISTS (SELECT 1 FROM refused_looks l WHERE l.refused_person_id = p.id),
                       (SELECT count(*) FROM refused_faces f WHERE f.refused_person_id = p.id)
                FROM refused_people p WHERE p.owner_id = $1 ORDER BY p.refused_at, p.id
                """,
                row => string.Create(CultureInfo.InvariantCulture,
                    $"{PeopleLookup.Short(row.GetGuid(0))} {row.GetInt64(4),6} faces  look {LookOf(row.GetBoolean(2), row.GetBoolean(3)),-5} {(row.IsDBNull(1) ? "(no name)" : Output.Printable(row.GetString(1)))}"),
                session.Token, session.Who.OwnerId);
            foreach (var line in lines)
                session.Output.Line(line);
        });
        return command;
    }

    private static Command CreateRecognise(Output output)
    {
        var entry = new Argument<string>("ENTRY") { Description = "Its id or the end of it, as refused shows it, or the name that was kept." };
        var command = new Command("recognise", "Recognise somebody again who was refused; a kept look is erased.") { entry };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            var id = await session.Lookup.RefusedAsync(session.Who.OwnerId, parsed.GetValue(entry)!, session.Token);
            var done = await session.Get<PersonRefusals>().RecogniseAgainAsync(session.Who.OwnerId, By(session), id, session.Token);
            session.Output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{done.Faces} boxes are gone; {done.Files} files are analysed again, and show the person as unknown."));
        });
        return command;
    }

    private static string LookOf(bool isChosen, bool isThere) => (isChosen, isThere) switch
    {
        (false, _) => "none",
        (true, true) => "kept",
        _ => "lost",
    };

    private static AuditActor By(PeopleSession session) => new(session.Who.OwnerId, session.Who.Actor.Name);
}
