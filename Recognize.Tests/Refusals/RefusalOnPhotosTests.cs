using Recognize.Models.Auditing;
using Recognize.Models.People.Acts;
using Recognize.Models.Refusals;
using Recognize.Tests.Support;
using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Refusals;

/// <summary>The whole way with real photos and models: indexed, grouped, refused with a look, and more photos added.</summary>
public sealed class RefusalOnPhotosTests(PostgresFixture postgres)
{
    private const int Photos = 5;

    [Fact]
    public async Task Index_RefusesTheFaceInMostNewPhotos_AndFindsEverybodyElse()
    {
        var images = SharedData.Require("data/faces-lfw");
        // Those with the most photos, the name being their folder.
        var people = LabelFile.Read(Path.Combine(images, "labels.csv"), "file", "person")
            .GroupBy(row => row[1], row => row[0], StringComparer.Ordinal)
            .OrderByDescending(person => person.Count()).ThenBy(person => person.Key, StringComparer.Ordinal)
            .Take(3).ToList();
        await using var installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        await installation.AgreeToFacesAsync();
        Add(0);
        await installation.IndexAsync(cancellationToken: TestContext.Current.CancellationToken);
        var refused = await installation.ScalarAsync<Guid>(
            $"""
            SELECT f.person_id FROM faces f JOIN media m ON m.id = f.media_id
            WHERE starts_with(m.relative_path, '{people[0].Key}/') AND f.person_id IS NOT NULL
            GROUP BY f.person_id ORDER BY count(*) DESC LIMIT 1
            """);
        var version = await installation.ScalarAsync<long>($"SELECT version FROM people WHERE id = '{refused}'");

        var done = await installation.Get<PersonRefusals>().RefuseAsync(
            installation.Owner.Id, new AuditActor(null, "anna"), new PersonSeen(refused, version),
            new RefusalChoice(KeepsLook: true, KeepsName: false), TestContext.Current.CancellationToken);
        Add(1);
        await installation.IndexAsync(cancellationToken: TestContext.Current.CancellationToken);

        var told = await CountAsync("refused_faces f JOIN media m ON m.id = f.media_id", $"f.is_by_look AND starts_with(m.relative_path, '{people[0].Key}/')");
        TestContext.Current.TestOutputHelper?.WriteLine($"{done.Faces} faces refused, {told} of {Photos} new ones told");
        Assert.InRange(done.Faces, 2, 2 * Photos);
        Assert.InRange(told, Photos - 2, Photos);
        Assert.Equal(0, await CountAsync("refused_faces f JOIN media m ON m.id = f.media_id", $"f.is_by_look AND NOT starts_with(m.relative_path, '{people[0].Key}/')"));
        foreach (var other in people.Skip(1))
            Assert.True(
                await CountAsync("faces f JOIN media m ON m.id = f.media_id", $"f.person_id IS NOT NULL AND starts_with(m.relative_path, '{other.Key}/')") > Photos,
                other.Key);

        void Add(int part)
        {
            foreach (var person in people)
            {
                foreach (var file in person.Skip(part * Photos).Take(Photos))
                    installation.Write(file, File.ReadAllBytes(Path.Combine(images, file)));
            }
        }

        Task<int> CountAsync(string from, string where) => installation.ScalarAsync<int>($"SELECT count(*) FROM {from} WHERE {where}");
    }
}
