using System.CommandLine;
using Recognize.Models.Media;
using Recognize.Models.People.Acts;

namespace Recognize.Worker.CommandLine;

/// <summary>The commands of <c>people</c> that are about single faces and photos.</summary>
internal static class PeopleCommandFaces
{
    public static IEnumerable<Command> Create(Output output) =>
    [
        CreateMove(output), CreateConfirm(output), CreateReject(output), CreateDraw(output), CreateUndraw(output),
        CreateRelease(output),
    ];

    private static Argument<string[]> Faces(ArgumentArity arity) => new("FACE")
    {
        Description = "Ids of faces, or their ends.", Arity = arity,
    };

    private static Command CreateMove(Output output)
    {
        var faces = Faces(ArgumentArity.OneOrMore);
        var to = new Option<string?>("--to") { Description = "Who it is." };
        var name = new Option<string?>("--new") { Description = "The name of a new person; may be empty." };
        var from = new Option<string?>("--from") { Description = "Where they are; needed for faces that are confirmed there." };
        var release = PeopleCommandPeople.ReleasePhotos();
        var takeBack = PeopleCommandPeople.TakeBackRejections("Faces may go to a person whom they were said not to be.");
        var command = new Command("move", "Say who faces are; they are confirmed there.")
        {
            faces, to, name, from, release, takeBack,
        };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            if (parsed.GetValue(to) is null == parsed.GetValue(name) is null)
                throw new CommandFailure("Say who it is with --to, or make a new person with --new.");
            session.Report(await session.Get<FaceActs>().MoveAsync(
                session.Who,
                new(await session.FacesAsync(parsed.GetValue(faces)!))
                {
                    To = parsed.GetValue(to) is { } target ? (await session.PersonAsync(target)).Seen : null,
                    NewName = parsed.GetValue(name),
                    From = parsed.GetValue(from) is { } source ? (await session.PersonAsync(source)).Id : null,
                    ReleasesPhotos = parsed.GetValue(release),
                    TakesBackRejections = parsed.GetValue(takeBack),
                },
                session.Token));
        });
        return command;
    }

    private static Command CreateConfirm(Output output)
    {
        var (person, faces) = (PeopleCommand.Person(), Faces(ArgumentArity.ZeroOrMore));
        var command = new Command("confirm", "Confirm faces of a person, or all of them.") { person, faces };
        PeopleSession.Run(command, output, async (parsed, session) =>
        {
            var found = await session.PersonAsync(parsed.GetValue(person)!);
            var chosen = parsed.GetValue(faces) ?? [];
            session.Report(chosen.Length == 0
                ? await session.Get<FaceActs>().ConfirmAllAsync(session.Who, found.Seen, found.FaceCount, session.Token)
                : await session.Get<FaceActs>().ConfirmAsync(
                    session.Who, found.Id, await session.FacesAsync(chosen), session.Token));
        });
        return command;
    }

    private static Command CreateReject(Output output)
    {
        var (person, faces) = (PeopleCommand.Person(), Faces(ArgumentArity.OneOrMore));
        var command = new Command("reject", "Say for good that faces are not a person.") { person, faces };
        PeopleSession.Run(command, output, async (parsed, session) => session.Report(await session.Get<FaceActs>().RejectAsync(
            session.Who, (await session.PersonAsync(parsed.GetValue(person)!)).Id,
            await session.FacesAsync(parsed.GetValue(faces)!), session.Token)));
        return command;
    }

    private static Command CreateDraw(Output output)
    {
        var photo = Photo();
        var (x, y) = (new Argument<float>("X") { Description = "Left edge, in fractions of the width." },
            new Argument<float>("Y") { Description = "Top edge, in fractions of the height." });
        var (width, height) = (new Argument<float>("WIDTH") { Description = "In fractions of the photo's." },
            new Argument<float>("HEIGHT") { Description = "In fractions of the photo's." });
        var person = new Option<string?>("--person") { Description = "Who it is." };
        var release = PeopleCommandPeople.ReleasePhotos();
        var command = new Command("draw", "Add a face that was missed in a photo.")
        {
            photo, x, y, width, height, person, release,
        };
        PeopleSession.Run(command, output, async (parsed, session) => session.Report(await session.Get<DrawnFaceActs>().DrawAsync(
            session.Who,
            await session.Lookup.PhotoAsync(session.Who.OwnerId, parsed.GetValue(photo)!, session.Token),
            new ImageBox(parsed.GetValue(x), parsed.GetValue(y), parsed.GetValue(width), parsed.GetValue(height)),
            parsed.GetValue(person) is { } text ? (await session.PersonAsync(text)).Seen : null,
            parsed.GetValue(release), session.Token)));
        return command;
    }

    private static Command CreateUndraw(Output output)
    {
        var face = new Argument<string>("FACE") { Description = "A face that somebody drew." };
        var command = new Command("undraw", "Remove a face that was drawn.") { face };
        PeopleSession.Run(command, output, async (parsed, session) => session.Report(await session.Get<DrawnFaceActs>().RemoveAsync(
            session.Who, await session.Lookup.FaceAsync(session.Who.OwnerId, parsed.GetValue(face)!, session.Token),
            session.Token)));
        return command;
    }

    private static Command CreateRelease(Output output)
    {
        var (photo, not) = (Photo(), PeopleCommandPeople.Not("Take it back."));
        var command = new Command("release", "Let a photo show one person twice, as a mirror or a collage does.") { photo, not };
        PeopleSession.Run(command, output, async (parsed, session) => session.Report(await session.Get<RuleActs>().ReleaseAsync(
            session.Who, await session.Lookup.PhotoAsync(session.Who.OwnerId, parsed.GetValue(photo)!, session.Token),
            !parsed.GetValue(not), session.Token)));
        return command;
    }

    private static Argument<string> Photo() => new("PHOTO") { Description = "Its path, or its id or the end of it." };
}
