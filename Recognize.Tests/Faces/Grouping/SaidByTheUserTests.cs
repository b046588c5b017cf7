using Recognize.Models.Faces.Grouping;
using static Recognize.Tests.Faces.Grouping.SyntheticFaces;

namespace Recognize.Tests.Faces.Grouping;

/// <summary>What the user said is the same or different, and photos in which one person may be seen twice.</summary>
public sealed class SaidByTheUserTests
{
    private const float Poor = 0.1f;

    [Fact]
    public void Group_KeepsFacesTogether_WhenTheyAreSaidToBeTheSameThoughUnlike()
    {
        var child = Person("child", axis: 0, count: 3, mutual: 0.7, firstOwnAxis: 10);
        var adult = Person("adult", axis: 1, count: 3, mutual: 0.7, firstOwnAxis: 20);

        var result = Run(new GroupingInput { NewFaces = [.. child, .. adult], SameFaces = [Same(child[0], adult[0])] });

        var pair = Assert.Single(result.NewGroups, group => group.Contains(child[0].Id));
        Assert.Contains(adult[0].Id, pair);
        Assert.Empty(result.Contradictions);
    }

    [Fact]
    public void Group_StartsFromOneCluster_WhenFacesAreSaidToBeTheSame()
    {
        // Neither is like enough to the third alone, as pairs; the two together are.
        var (a, b) = (Face("a", Like(0, 0.7, 10)), Face("b", Like(0, 0.7, 11)));
        var third = Face("c", Like(0, 0.68, 12));

        var apart = Run(new GroupingInput { NewFaces = [a, b, third] });
        var together = Run(new GroupingInput { NewFaces = [a, b, third], SameFaces = [Same(a, b)] });

        Assert.Empty(apart.NewGroups);
        Assert.Equal([a.Id, b.Id, third.Id], Assert.Single(together.NewGroups));
    }

    [Fact]
    public void Group_JoinsSetsThatShareAFace_WhenSaidInTwoSteps()
    {
        var faces = Enumerable.Range(0, 4).Select(i => Face($"f{i}", Vector((i, 1)))).ToArray();

        var result = Run(new GroupingInput
        {
            NewFaces = faces,
            SameFaces = [Same(faces[0], faces[1]), Same(faces[3], faces[2]), Same(faces[1], faces[2])],
        });

        Assert.Equal(faces.Select(face => face.Id), Assert.Single(result.NewGroups));
        Assert.Equal(4, result.Placements.Count);
    }

    [Fact]
    public void Group_KeepsAPoorFaceWithItsSet_WhenItResemblesAnother()
    {
        var ada = Person("ada", axis: 0, count: 3, mutual: 0.7, firstOwnAxis: 10);
        var bob = Person("bob", axis: 1, count: 3, mutual: 0.7, firstOwnAxis: 20);
        var blur = Face("blur", Like(0, 0.95, 30), quality: Poor);

        var result = Run(new GroupingInput { NewFaces = [.. ada, .. bob, blur], SameFaces = [Same(blur, bob[1])] });

        Assert.Equal(2, result.NewGroups.Count);
        Assert.Contains(blur.Id, result.NewGroups.Single(group => group.Contains(bob[0].Id)));
    }

    [Fact]
    public void Group_FoundsAGroup_WhenPoorFacesAreSaidToBeTheSame()
    {
        var (a, b) = (Face("a", Vector((0, 1)), quality: Poor), Face("b", Vector((1, 1)), quality: Poor));

        var result = Run(new GroupingInput { NewFaces = [a, b], SameFaces = [Same(a, b)] });

        Assert.Equal([a.Id, b.Id], Assert.Single(result.NewGroups));
        Assert.All(result.Placements, placement => Assert.Equal(0f, placement.Similarity, 1e-6f));
    }

    [Fact]
    public void Group_PlacesASetWithThePerson_WhenAFaceIsSaidToBeTheSameAsASettledOne()
    {
        var ada = Settled("ada", Vector((0, 1)), count: 4) with { FaceIds = [IdOf("settled")] };
        var (young, friend) = (Face("young", Like(1, 0.9, 10)), Face("friend of young", Like(1, 0.9, 11)));
        var blur = Face("blur", Vector((2, 1)), quality: Poor);

        var result = Run(new GroupingInput
        {
            NewFaces = [young, friend, blur],
            ExistingGroups = [ada],
            SameFaces = [[IdOf("settled"), young.Id], [blur.Id, IdOf("settled")]],
        });

        // The third face is like the one that the user placed, which is a look of the person from now on.
        Assert.Equal(3, result.Placements.Count);
        Assert.All(result.Placements, placement => Assert.Equal(ada.PersonId, placement.PersonId));
        Assert.Equal(0f, result.Placements.Single(placement => placement.FaceId == young.Id).Similarity, 1e-6f);
    }

    [Fact]
    public void Group_KeepsFacesApart_WhenTheyAreSaidToBeDifferentThoughEqual()
    {
        var (left, right) = (Face("left", Vector((0, 1))), Face("right", Vector((0, 1))));

        var result = Run(new GroupingInput { NewFaces = [left, right], DifferentFaces = [Different(right, left)] });

        Assert.Empty(result.NewGroups);
    }

    [Fact]
    public void Group_KeepsGroupsApart_WhenOnlyOneFaceOfEachIsSaidToBeDifferent()
    {
        var ada = Person("ada", axis: 0, count: 4, mutual: 0.7, firstOwnAxis: 10);
        var twin = Person("twin", axis: 0, count: 4, mutual: 0.7, firstOwnAxis: 20);

        var one = Run(new GroupingInput { NewFaces = [.. ada, .. twin] });
        var two = Run(new GroupingInput { NewFaces = [.. ada, .. twin], DifferentFaces = [Different(ada[2], twin[1])] });

        Assert.Single(one.NewGroups);
        Assert.DoesNotContain(two.NewGroups, group => group.Contains(ada[2].Id) && group.Contains(twin[1].Id));
    }

    [Fact]
    public void Group_KeepsAPoorFaceApart_WhenItIsDifferentFromOneOfTheGroup()
    {
        var ada = Person("ada", axis: 0, count: 4, mutual: 0.7, firstOwnAxis: 10);
        var blur = Face("blur", Like(0, 0.9, 20), quality: Poor);

        var result = Run(new GroupingInput { NewFaces = [.. ada, blur], DifferentFaces = [Different(ada[3], blur)] });

        Assert.Equal([blur.Id], result.Waiting);
    }

    [Fact]
    public void Group_KeepsAFaceAndItsLikesOutOfAPerson_WhenItIsDifferentFromASettledFace()
    {
        var ada = Settled("ada", Vector((0, 1)), count: 4) with { FaceIds = [IdOf("settled")] };
        var (face, same) = (Face("face", Vector((0, 1))), Face("same", Vector((0, 1))));

        var result = Run(new GroupingInput
        {
            NewFaces = [face, same],
            ExistingGroups = [ada],
            SameFaces = [Same(face, same)],
            DifferentFaces = [new DifferentFaces(IdOf("settled"), same.Id)],
        });

        Assert.Equal([face.Id, same.Id], Assert.Single(result.NewGroups));
        Assert.All(result.Placements, placement => Assert.Null(placement.PersonId));
    }

    [Fact]
    public void Group_PutsFacesOfOnePhotoTogether_OnlyWhenThePhotoIsReleased()
    {
        var (left, right) = (Face("left", Like(0, 0.9, 10), "mirror"), Face("right", Like(0, 0.9, 11), "mirror"));
        var ada = Settled("ada", Vector((0, 1)), 4, "mirror");

        var held = Run(new GroupingInput { NewFaces = [left, right], ExistingGroups = [ada] });
        var released = Run(new GroupingInput
        {
            NewFaces = [left, right],
            ExistingGroups = [ada],
            ReleasedPhotos = [IdOf("photo mirror")],
        });

        Assert.Empty(held.Placements);
        Assert.All(released.Placements, placement => Assert.Equal(ada.PersonId, placement.PersonId));
        Assert.Equal(2, released.Placements.Count);
    }

    [Fact]
    public void Group_FollowsTheUser_WhenTwoFacesOfOnePhotoAreSaidToBeTheSame()
    {
        var (left, right) = (Face("left", Vector((0, 1)), "mirror"), Face("right", Vector((1, 1)), "mirror"));
        var third = Face("third", Vector((0, 1)), "mirror");

        var result = Run(new GroupingInput { NewFaces = [left, right, third], SameFaces = [Same(left, right)] });

        // The photo stays closed for everybody whom the user did not name.
        Assert.Equal([left.Id, right.Id], Assert.Single(result.NewGroups));
        Assert.Equal([third.Id], result.Waiting);
        Assert.Empty(result.Contradictions);
    }

    [Fact]
    public void Group_KeepsFacesApartAndSaysSo_WhenTheyAreSaidToBeSameAndDifferent()
    {
        var (a, b, c) = (Face("a", Vector((0, 1))), Face("b", Vector((0, 1))), Face("c", Vector((0, 1))));

        var result = Run(new GroupingInput
        {
            NewFaces = [c, b, a],
            SameFaces = [Same(b, c), Same(a, b)],
            DifferentFaces = [Different(c, a)],
        });

        Assert.Equal([a.Id, b.Id], Assert.Single(result.NewGroups));
        Assert.Equal([c.Id], result.Waiting);
        Assert.Equal([new Contradiction(ContradictionKind.SameAndDifferent, b.Id, c.Id)], result.Contradictions);
    }

    [Fact]
    public void Group_KeepsAFaceOutOfAPersonAndSaysSo_WhenItIsSaidToBeTheSameAndWasRejected()
    {
        var ada = Settled("ada", Vector((0, 1)), count: 4) with { FaceIds = [IdOf("settled")] };
        var face = Face("face", Vector((0, 1)));

        var result = Run(new GroupingInput
        {
            NewFaces = [face],
            ExistingGroups = [ada],
            SameFaces = [[face.Id, IdOf("settled")]],
            Rejections = [new RejectedMatch(face.Id, ada.PersonId)],
        });

        Assert.Equal([face.Id], result.Waiting);
        Assert.Equal([new Contradiction(ContradictionKind.SameAndRejected, face.Id, ada.PersonId)], result.Contradictions);
    }

    [Fact]
    public void Group_LeavesAllWaitingAndSaysSo_WhenASetIsSaidToBeTwoPeople()
    {
        var people = new[] { Settled("ada", Vector((0, 1)), 4), Settled("bob", Vector((1, 1)), 4) }
            .OrderBy(person => person.PersonId).ToArray();
        var (face, other) = (Face("face", Vector((0, 1))), Face("other", Vector((1, 1))));

        var result = Run(new GroupingInput
        {
            NewFaces = [face, other],
            ExistingGroups = [people[0] with { FaceIds = [IdOf("s0")] }, people[1] with { FaceIds = [IdOf("s1")] }],
            SameFaces = [[face.Id, IdOf("s0")], [other.Id, IdOf("s1")], Same(face, other)],
        });

        Assert.Equal([face.Id, other.Id], result.Waiting);
        Assert.Equal(
            [new Contradiction(ContradictionKind.SameAsTwoPeople, face.Id, people[1].PersonId)], result.Contradictions);
    }

    [Fact]
    public void Group_KeepsTheSecondFaceOut_WhenTwoDifferentFacesAreSaidToBeOnePerson()
    {
        var ada = Settled("ada", Vector((0, 1)), count: 4) with { FaceIds = [IdOf("settled")] };
        var (a, b) = (Face("a", Vector((0, 1))), Face("b", Vector((0, 1))));

        var result = Run(new GroupingInput
        {
            NewFaces = [b, a],
            ExistingGroups = [ada],
            SameFaces = [[a.Id, IdOf("settled")], [IdOf("settled"), b.Id]],
            DifferentFaces = [Different(a, b)],
        });

        Assert.Equal(a.Id, Assert.Single(result.Placements).FaceId);
        Assert.Equal(ContradictionKind.SameAndDifferent, Assert.Single(result.Contradictions).Kind);
    }

    [Fact]
    public void Group_HoldsEveryWord_WhenACrowdIsFullOfThem()
    {
        var faces = Crowd(seed: 21, people: 40, facesEach: 8, mutual: 0.5);
        var random = new Random(4);
        // Of one person and of two, said right and said wrong: the words hold whatever the likeness.
        var same = Enumerable.Range(0, 40).Select(_ => Same(Any(), Any())).ToArray();
        var different = Enumerable.Range(0, 60).Select(_ => (First: Any(), Second: Any()))
            .Where(pair => pair.First != pair.Second).Select(pair => Different(pair.First, pair.Second)).ToArray();
        var input = new GroupingInput { NewFaces = faces, SameFaces = same, DifferentFaces = different };

        var result = Run(input);
        var shuffled = Run(input with
        {
            NewFaces = [.. faces.OrderBy(_ => random.Next())],
            SameFaces = [.. same.Reverse()],
            DifferentFaces = [.. different.Reverse().Select(pair => new DifferentFaces(pair.OtherFaceId, pair.FaceId))],
        });

        var groupOf = result.Placements.ToDictionary(placement => placement.FaceId, placement => placement.NewGroup!.Value);
        Assert.All(different, pair => Assert.False(
            groupOf.TryGetValue(pair.FaceId, out var a) && groupOf.TryGetValue(pair.OtherFaceId, out var b) && a == b));
        var broken = same.Count(pair => groupOf.GetValueOrDefault(pair[0], -1) != groupOf.GetValueOrDefault(pair[1], -2));
        Assert.InRange(broken, 0, result.Contradictions.Count);
        Assert.Equal(result.NewGroups, shuffled.NewGroups);
        Assert.Equal(result.Placements, shuffled.Placements);
        Assert.Equal(result.Contradictions, shuffled.Contradictions);

        GroupingFace Any() => faces[random.Next(faces.Count)];
    }

    [Fact]
    public void Group_Refuses_WhenAFaceIsSaidToBeDifferentFromItself()
    {
        var face = Face("a", Vector((0, 1)));

        Assert.Throws<ArgumentException>(
            () => Run(new GroupingInput { NewFaces = [face], DifferentFaces = [Different(face, face)] }));
    }

    private static Guid[] Same(params GroupingFace[] faces) => [.. faces.Select(face => face.Id)];

    private static DifferentFaces Different(GroupingFace a, GroupingFace b) => new(a.Id, b.Id);

    private static GroupingResult Run(GroupingInput input) =>
        Grouper.Group(input, TestContext.Current.CancellationToken);
}
