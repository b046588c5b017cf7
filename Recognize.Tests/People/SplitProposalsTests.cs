using Recognize.Models.People.Acts;
using Recognize.Models.People.Splits;
using Recognize.Tests.Support;

namespace Recognize.Tests.People;

public sealed class SplitProposalsTests(PostgresFixture postgres) : ActsCase(postgres)
{
    [Fact]
    public async Task Propose_CutsBetweenTwoLooks_AndTheSplitCanBeMadeOfIt()
    {
        var first = new List<Guid>();
        var second = new List<Guid>();
        for (var face = 0; face < 3; face++)
        {
            first.Add(await FaceAsync(1, 0));
            second.Add(await FaceAsync(0, 1));
        }
        var person = await Library.AddPersonAsync("Anna", [.. first, .. second]);
        await Get<FaceActs>().ConfirmAsync(Me, person, [first[0]], Token);

        var proposed = await Get<SplitProposals>().ProposeAsync(Library.Owner, person, Token);
        var done = await Get<SplitActs>().SplitAsync(
            Me, new PersonSeen(person, proposed.Version), proposed.Parted, "Ben", Token);

        Assert.Equal(first.Order(), proposed.Kept.Order());
        Assert.Equal(second.Order(), proposed.Parted.Order());
        Assert.True(proposed.Gap > 0.9f);
        Assert.Equal(3, await CountAsync($"faces WHERE person_id = '{done.PersonId}'"));
    }

    [Fact]
    public async Task Propose_PartsTwoFacesOfOnePhoto_UnlessItIsReleased()
    {
        var (photo, together) = await Library.AddPhotoAsync([1, 0], [1, 0]);
        var person = await Library.AddPersonAsync("Anna", together);

        var forced = await Get<SplitProposals>().ProposeAsync(Library.Owner, person, Token);
        await Get<RuleActs>().ReleaseAsync(Me, photo, true, Token);
        var free = await Get<SplitProposals>().ProposeAsync(Library.Owner, person, Token);

        Assert.Equal((true, false), (forced.IsForced, free.IsForced));
        Assert.Single(forced.Parted);
    }

    [Fact]
    public async Task Propose_DealsTheRestOut_OfAVeryLargePerson()
    {
        var (person, _) = await PersonAsync("Anna", 1);
        var (_, photoFaces) = await Library.AddPhotoAsync([1, 0]);
        await Installation.ExecuteAsync(
            $"""
            INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks, added_at, sort_at, warnings)
            SELECT gen_random_uuid(), m.library_id, m.owner_id, 'many/' || n, 0, 'image/jpeg', 1, 1, now(), now(), ARRAY[]::text[]
            FROM media m JOIN faces f ON f.media_id = m.id CROSS JOIN generate_series(1, 900) n WHERE f.id = '{photoFaces[0]}'
            """);
        await Installation.ExecuteAsync(
            $"""
            INSERT INTO faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version, person_id, assigned_by, size_pixels, sharpness, frontality)
            SELECT gen_random_uuid(), m.id, m.owner_id, 0, 0, 1, 1, ARRAY[]::real[], 1, random() * 0.5 + 0.4,
                   CASE WHEN substr(m.relative_path, 6)::integer % 3 = 0 THEN '\x000000000000803f'::bytea ELSE '\x0000803f00000000'::bytea END,
                   '{PeopleLibrary.Pack}', '{person}', 1, 100, 1, 1
            FROM media m WHERE m.relative_path LIKE 'many/%'
            """);

        var proposed = await Get<SplitProposals>().ProposeAsync(Library.Owner, person, Token);

        Assert.Equal((601, 300), (proposed.Kept.Count, proposed.Parted.Count));
    }

    [Fact]
    public async Task Propose_IsRefused_ForAnotherUser_AndForOneFace()
    {
        var (person, _) = await PersonAsync("Anna", 1);
        var stranger = await StrangerAsync();

        var few = await Assert.ThrowsAsync<ActRefusedException>(
            () => Get<SplitProposals>().ProposeAsync(Library.Owner, person, Token));
        var foreign = await Assert.ThrowsAsync<ActRefusedException>(
            () => Get<SplitProposals>().ProposeAsync(stranger.OwnerId, person, Token));

        Assert.Equal(("too-few-faces", "not-found"), (few.Code, foreign.Code));
    }
}
