using System.CommandLine;
using System.Globalization;
using Recognize.Models.People;
using Recognize.Models.People.Acts;

namespace Recognize.Worker.CommandLine;

/// <summary><c>people …</c>: everything that a user can see of people and do to them.</summary>
internal static class PeopleCommand
{
    public static Command Create(Output output)
    {
        var command = new Command("people", "Show people, and name, merge, split, confirm, reject, ignore or draw them.")
        {
            CreateList(output), CreateShow(output), CreateFaces(output), CreateHistory(output), CreateUndo(output),
        };
        foreach (var more in PeopleCommandPeople.Create(output)
            .Concat(PeopleCommandFaces.Create(output)).Concat(PeopleCommandSuggestions.Create(output))
            .Concat(PeopleCommandRefusals.Create(output)))
            command.Subcommands.Add(more);
        return command;
    }

    internal static Argument<string> Person(string name = "PERSON") =>
        new(name) { Description = "A name, or an id or its end." };

    internal static Option<int> Limit(int most) => new("--limit")
    {
        Description = "How many lines at most.", DefaultValueFactory = _ => most,
    };

    private static Command CreateList(Output output)
    {
        var (all, limit) = (new Option<bool>("--all") { Description = "Hidden and ignored ones too." }, Limit(50));
        var command = new Command("list", "List people: named ones first, then by their faces.") { all, limit };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            var people = await session.Lookup.PeopleAsync(session.Who.OwnerId, session.Token);
            var shown = people
                .Where(person => person.Name is not null || person.FaceCount > 0)
                .Where(person => parsed.GetValue(all) || !(person.IsHidden || person.IsIgnored)).ToList();
            foreach (var person in shown.Take(parsed.GetValue(limit)))
            {
                var state = (person.IsHidden, person.IsIgnored) switch
                {
                    (true, _) => " hidden",
                    (_, true) => " ignored",
                    _ => "",
                };
                session.Output.Line(string.Create(CultureInfo.InvariantCulture,
                    $"{PeopleLookup.Short(person.Id)} {person.FaceCount,6} faces {person.ConfirmedCount,5} confirmed  {person.Label}{state}"));
            }
            if (shown.Count > parsed.GetValue(limit))
                session.Output.Line(string.Create(
                    CultureInfo.InvariantCulture, $"and {shown.Count - parsed.GetValue(limit)} more: --limit shows them"));
        });
        return command;
    }

    private static Command CreateShow(Output output)
    {
        var (person, limit) = (Person(), Limit(30));
        var command = new Command("show", "Show a person's faces, those first that nobody confirmed and that are least like it.")
        {
            person, limit,
        };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            var found = await session.PersonAsync(parsed.GetValue(person)!);
            session.Output.Line(string.Create(CultureInfo.InvariantCulture,
                $"{found.Label}: {found.FaceCount} faces, {found.ConfirmedCount} confirmed; id {found.Id}, version {found.Version}"));
            await PrintFacesAsync(
                session, "f.person_id = $1 ORDER BY f.assigned_by >= 2, coalesce(f.similarity, 0), f.id", found.Id,
                parsed.GetValue(limit));
        });
        return command;
    }

    private static Command CreateFaces(Output output)
    {
        var ignored = new Option<bool>("--ignored") { Description = "Those that are ignored instead." };
        var limit = Limit(50);
        var command = new Command("faces", "List faces that wait for a person, the best first.") { ignored, limit };
        PeopleSession.Run(command, output, (parsed, session) => PrintFacesAsync(
            session,
            parsed.GetValue(ignored)
                ? "f.owner_id = $1 AND f.ignored_as IS NOT NULL ORDER BY f.quality DESC, f.id"
                : "f.owner_id = $1 AND f.person_id IS NULL AND f.ignored_as IS NULL ORDER BY f.quality DESC, f.id",
            session.Who.OwnerId, parsed.GetValue(limit)));
        return command;
    }

    private static async Task PrintFacesAsync(PeopleSession session, string condition, Guid id, int limit)
    {
        var lines = await session.Lookup.ReadAsync(
            $"""
            SELECT f.id, f.assigned_by, f.similarity, f.quality, m.relative_path, p.reason
            FROM faces f JOIN media m ON m.id = f.media_id AND m.removed_at IS NULL
            LEFT JOIN face_problems p ON p.face_id = f.id
            WHERE {condition} LIMIT {limit.ToString(CultureInfo.InvariantCulture)}
            """,
            row => string.Create(CultureInfo.InvariantCulture,
                $"{PeopleLookup.Short(row.GetGuid(0))} {By((FaceAssignment)row.GetInt16(1)),-9} like it {(row.IsDBNull(2) ? "   -" : row.GetFloat(2).ToString("0.00", CultureInfo.InvariantCulture))} quality {row.GetFloat(3):0.00}  {Output.Printable(row.GetString(4))}{(row.IsDBNull(5) ? "" : $" ({row.GetString(5)})")}"),
            session.Token, id);
        foreach (var line in lines)
            session.Output.Line(line);
    }

    private static string By(FaceAssignment assignedBy) => assignedBy switch
    {
        FaceAssignment.User => "confirmed",
        FaceAssignment.Contact => "contact",
        FaceAssignment.Cluster => "alike",
        _ => "waiting",
    };

    private static Command CreateHistory(Output output)
    {
        var limit = Limit(20);
        var command = new Command("history", "Show what was done to people, newest first.") { limit };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            var lines = await session.Lookup.ReadAsync(
                """
                SELECT id, made_at, made_by, summary, undone_at IS NOT NULL FROM person_acts
                WHERE owner_id = $1 ORDER BY made_at DESC, id DESC LIMIT $2
                """,
                row => string.Create(CultureInfo.InvariantCulture,
                    $"{PeopleLookup.Short(row.GetGuid(0))} {row.GetFieldValue<DateTimeOffset>(1):u} {Output.Printable(row.GetString(2))}: {Output.Printable(row.GetString(3))}{(row.GetBoolean(4) ? " (taken back)" : "")}"),
                session.Token, session.Who.OwnerId, parsed.GetValue(limit));
            foreach (var line in lines)
                session.Output.Line(line);
        });
        return command;
    }

    private static Command CreateUndo(Output output)
    {
        var act = new Argument<string>("ACT") { Description = "Its id, or the end of it, as history shows it." };
        var command = new Command("undo", "Take an act back: everything it changed is as it was before.") { act };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            var id = await session.Lookup.ActAsync(session.Who.OwnerId, parsed.GetValue(act)!, session.Token);
            var done = await session.Get<PeopleActs>().UndoAsync(session.Who.OwnerId, session.Who.Actor, id, session.Token);
            session.Output.Line(Output.Printable(done.Summary));
        });
        return command;
    }
}
