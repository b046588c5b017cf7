using System.CommandLine;
using System.Globalization;
using Recognize.Models.People.Suggestions;

namespace Recognize.Worker.CommandLine;

/// <summary><c>people suggestions</c> and <c>people answer</c>: "same or different?".</summary>
internal static class PeopleCommandSuggestions
{
    // As in the API: what was answered, hidden, ignored or has found its person is no question any more.
    private const string OpenSql =
        """
        SELECT s.id, s.person_id, s.other_id, s.face_id, s.similarity, s.probability, s.gain, p.name, o.name, m.relative_path
        FROM person_suggestions s
        JOIN people p ON p.id = s.person_id AND NOT p.is_hidden AND p.ignored_as IS NULL
        LEFT JOIN people o ON o.id = s.other_id AND NOT o.is_hidden AND o.ignored_as IS NULL
        LEFT JOIN faces f ON f.id = s.face_id AND f.person_id IS NULL AND f.ignored_as IS NULL
            AND NOT EXISTS (SELECT 1 FROM face_rejections r WHERE r.face_id = f.id AND r.person_id = s.person_id)
        LEFT JOIN media m ON m.id = f.media_id AND m.removed_at IS NULL
        WHERE s.owner_id = $1 AND (o.id IS NOT NULL OR m.id IS NOT NULL)
          AND NOT EXISTS (
              SELECT 1 FROM person_differences d
              WHERE d.first_id = least(s.person_id, s.other_id) AND d.second_id = greatest(s.person_id, s.other_id))
        """;

    public static IEnumerable<Command> Create(Output output) => [CreateList(output), CreateAnswer(output)];

    private static Command CreateList(Output output)
    {
        var limit = PeopleCommand.Limit(20);
        var command = new Command("suggestions", "Show questions whose answers settle most faces.") { limit };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            var lines = await session.Lookup.ReadAsync(
                OpenSql + " ORDER BY s.gain DESC, s.id LIMIT $2",
                row => string.Create(CultureInfo.InvariantCulture,
                    $"{PeopleLookup.Short(row.GetGuid(0))} is {Thing(row)} {Label(row.IsDBNull(7) ? null : row.GetString(7), row.GetGuid(1))}? likely {row.GetFloat(5):0%}, settles {row.GetFloat(6):0.0} faces"),
                session.Token, session.Who.OwnerId, parsed.GetValue(limit));
            foreach (var line in lines)
                session.Output.Line(line);
            session.Output.Line(lines.Count == 0
                ? "There is nothing to ask at the moment."
                : "Answer with: ./recognize people answer ID yes|no");
        });
        return command;
    }

    private static Command CreateAnswer(Output output)
    {
        var suggestion = new Argument<string>("ID") { Description = "Of the question, or the end of it." };
        var answer = new Argument<string>("ANSWER") { Description = "yes or no." };
        answer.AcceptOnlyFromAmong("yes", "no");
        var name = new Option<string?>("--name") { Description = "Which name stays, where both have got one since." };
        var release = PeopleCommandPeople.ReleasePhotos();
        var takeBack = PeopleCommandPeople.TakeBackRejections("Faces that were said not to be the other are so after all.");
        var command = new Command("answer", "Answer a question: yes merges or moves, no keeps them apart for good.")
        {
            suggestion, answer, name, release, takeBack,
        };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            var id = await session.Lookup.SuggestionAsync(session.Who.OwnerId, parsed.GetValue(suggestion)!, session.Token);
            var open = await session.Lookup.ReadAsync(
                OpenSql + " AND s.id = $2",
                row => new PersonSuggestion
                {
                    Id = row.GetGuid(0), OwnerId = session.Who.OwnerId, PersonId = row.GetGuid(1),
                    OtherId = row.IsDBNull(2) ? null : row.GetGuid(2), FaceId = row.IsDBNull(3) ? null : row.GetGuid(3),
                    Similarity = row.GetFloat(4), Probability = row.GetFloat(5), Gain = row.GetFloat(6),
                },
                session.Token, session.Who.OwnerId, id);
            if (open.Count == 0)
                throw new CommandFailure("This question was answered, or is none any more.");
            var seen = new List<Models.People.Acts.PersonSeen>();
            foreach (var person in new[] { open[0].PersonId, open[0].OtherId }.OfType<Guid>())
                seen.Add((await session.PersonAsync(person.ToString())).Seen);
            session.Report(await session.Get<SuggestionAnswers>().AnswerAsync(
                session.Who, open[0],
                new(parsed.GetValue(answer) == "yes", seen)
                {
                    Name = parsed.GetValue(name), ReleasesPhotos = parsed.GetValue(release),
                    TakesBackRejections = parsed.GetValue(takeBack),
                },
                session.Token));
        });
        return command;
    }

    private static string Thing(Npgsql.NpgsqlDataReader row) => row.IsDBNull(2)
        ? $"face {PeopleLookup.Short(row.GetGuid(3))} in {Output.Printable(row.GetString(9))}"
        : Label(row.IsDBNull(8) ? null : row.GetString(8), row.GetGuid(2));

    private static string Label(string? name, Guid id) => name is null
        ? $"person {PeopleLookup.Short(id)}"
        : $"\"{Output.Printable(name)}\" ({PeopleLookup.Short(id)})";
}
