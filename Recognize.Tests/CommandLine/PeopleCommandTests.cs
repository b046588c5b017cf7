using Recognize.Tests.People;
using Recognize.Tests.Support;

namespace Recognize.Tests.CommandLine;

/// <summary>The program itself, acting on people.</summary>
public sealed class PeopleCommandTests(PostgresFixture postgres) : ActsCase(postgres)
{
    [Fact]
    public async Task People_AreMergedByName_AndTakenBackByTheEndOfTheActsId()
    {
        var (anna, _) = await PersonAsync("Anna", 1);
        var (ben, _) = await PersonAsync("Ben", 1);

        var unsaid = await RunAsync("merge", "Anna", "Ben");
        var merged = await RunAsync("merge", "Anna", ben.ToString("N")[^6..], "--name", "Anna");
        var undo = merged.Printed.Split('\n').Single(line => line.Contains("undo", StringComparison.Ordinal)).Split(' ')[^1].Trim();
        var undone = await RunAsync("undo", undo);

        Assert.Equal(1, unsaid.ExitCode);
        Assert.Contains("say which name stays", unsaid.Printed, StringComparison.Ordinal);
        Assert.Equal((0, 0), (merged.ExitCode, undone.ExitCode));
        Assert.Contains("Merged \"Ben\" into \"Anna\".", merged.Printed, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync($"people WHERE id IN ('{anna}', '{ben}')"));
    }

    [Fact]
    public async Task People_AreNotTakenForEachOther_WhenANameIsNotClear()
    {
        await PersonAsync("Anna", 1);
        await PersonAsync("Anna", 1);

        var unclear = await RunAsync("name", "Anna", "Anne");
        var nobody = await RunAsync("name", "Carl", "Carla");

        Assert.Equal((1, 1), (unclear.ExitCode, nobody.ExitCode));
        Assert.Contains("2 people are named 'Anna'", unclear.Printed, StringComparison.Ordinal);
        Assert.Contains("There is no person 'Carl'", nobody.Printed, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync("people WHERE name = 'Anna'"));
    }

    [Fact]
    public async Task People_AreMovedAgainstARejection_ByTheOptionThatTheRefusalNames()
    {
        var (anna, faces) = await PersonAsync("Anna", 3);
        var face = faces[0].ToString("N")[^8..];
        await RunAsync("reject", "Anna", face);

        var refused = await RunAsync("move", face, "--to", "Anna");
        var moved = await RunAsync("move", face, "--to", "Anna", "--take-back-rejections");

        Assert.Equal((1, 0), (refused.ExitCode, moved.ExitCode));
        Assert.Contains("1 face was said not to be \"Anna\"", refused.Printed, StringComparison.Ordinal);
        Assert.Contains("Repeat with --take-back-rejections", refused.Printed, StringComparison.Ordinal);
        Assert.Equal(anna, await PersonOfAsync(faces[0]));
    }

    [Fact]
    public async Task List_LeavesOutUnnamedPeople_WhomNoFileShows()
    {
        await PersonAsync("Anna", 1);
        var (lost, faces) = await PersonAsync(null, 1);
        var (shown, _) = await PersonAsync(null, 1);
        await Installation.ExecuteAsync(
            $"UPDATE media SET removed_at = now() WHERE id = (SELECT media_id FROM faces WHERE id = '{faces[0]}')");

        var listed = await RunAsync("list");

        Assert.Contains("Anna", listed.Printed, StringComparison.Ordinal);
        Assert.Contains(shown.ToString("N")[^8..], listed.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain(lost.ToString("N")[^8..], listed.Printed, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Printed)> RunAsync(params string[] arguments)
    {
        using var worker = WorkerProcess.Start(
            Installation.HomeFolder, Installation.ConnectionString, ["people", .. arguments]);
        return (await worker.WaitAsync(Token), worker.Printed);
    }
}
