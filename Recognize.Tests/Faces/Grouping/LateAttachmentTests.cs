using Recognize.Models.Faces.Grouping;
using static Recognize.Tests.Faces.Grouping.SyntheticFaces;

namespace Recognize.Tests.Faces.Grouping;

public sealed class LateAttachmentTests
{
    private const float Poor = 0.1f;

    [Fact]
    public void Group_FoundsNothing_WhenOnlyPoorFacesAreAlike()
    {
        var faces = Enumerable.Range(0, 5).Select(i => Face($"blur{i}", Vector((0, 1)), quality: Poor)).ToArray();

        var result = Run(faces);

        Assert.Empty(result.NewGroups);
        Assert.Equal(5, result.Waiting.Count);
    }

    [Fact]
    public void Group_FoundsNothing_WhenAGoodFaceHasOnlyAPoorOneLikeIt()
    {
        var result = Run(Face("good", Vector((0, 1))), Face("blur", Vector((0, 1)), quality: Poor));

        Assert.Empty(result.NewGroups);
    }

    [Fact]
    public void Group_AttachesAPoorFaceLast_WhenItIsClearlyLikeAGroup()
    {
        var ada = Person("z", axis: 0, count: 3, mutual: 0.6, firstOwnAxis: 10);
        var blur = Face("a blur", Like(0, 0.8, 20), quality: Poor);

        var result = Run([blur, .. ada]);

        Assert.Equal([.. ada.Select(face => face.Id), blur.Id], Assert.Single(result.NewGroups));
        var placement = Assert.Single(result.Placements, placement => placement.FaceId == blur.Id);
        Assert.Equal((float)(0.8 * Math.Sqrt(0.6)), placement.Similarity, 1e-5f);
    }

    [Theory]
    [InlineData(0.47, 0.1f, true)]
    [InlineData(0.43, 0.1f, false)]
    [InlineData(0.47, 1f, true)]
    [InlineData(0.43, 1f, false)]
    public void Group_AttachesALateFace_OnlyFromTheLimitOfItsLikenessToTheGroupsDirection(
        double similarity, float quality, bool joins)
    {
        var ada = Person("ada", axis: 0, count: 40, mutual: 0.6, firstOwnAxis: 10);
        // The direction of so many faces is nearly their common axis, but none of them lies on it.
        var late = Face("late", Like(0, similarity, 60), quality: quality);

        var result = Run([late, .. ada]);

        var group = Assert.Single(result.NewGroups);
        Assert.Equal(joins, group.Contains(late.Id));
        Assert.Equal(joins ? [] : [late.Id], result.Waiting);
    }

    [Theory]
    [InlineData(0.48, false)]
    [InlineData(0.52, true)]
    public void Group_AsksMoreOfALateFace_WhenThePersonIsSettled(double similarity, bool joins)
    {
        var looks = Person("ada", axis: 0, count: 40, mutual: 0.6, firstOwnAxis: 10);
        var ada = new FacetBuilder(Options, Limits).Build(
            IdOf("ada"), looks, cancellationToken: TestContext.Current.CancellationToken);

        var result = Run(new GroupingInput
        {
            NewFaces = [Face("late", Like(0, similarity, 60))],
            ExistingGroups = [ada],
        });

        Assert.Equal(joins, result.Placements.Count == 1);
    }

    [Fact]
    public void Group_LeavesALateFaceWaiting_WhenItResemblesTwoGroups()
    {
        var ada = Person("ada", axis: 0, count: 20, mutual: 0.6, firstOwnAxis: 10);
        var bob = Person("bob", axis: 1, count: 20, mutual: 0.6, firstOwnAxis: 40);
        var between = Face("between", Vector((0, 0.5), (1, 0.48), (70, 0.72)));

        var result = Run([between, .. ada, .. bob]);

        Assert.Equal(2, result.NewGroups.Count);
        Assert.Equal([between.Id], result.Waiting);
    }

    [Fact]
    public void Group_DoesNotLetLateFacesDrawOthersIn_WhenTheyOutnumberTheGroup()
    {
        var ada = Person("ada", axis: 0, count: 10, mutual: 0.6, firstOwnAxis: 10);
        var late = Enumerable.Range(0, 10)
            .Select(i => Face($"late{i}", Vector((0, 0.5), (1, 0.5), (20 + i, 0.71)), "album" + i, Poor)).ToArray();
        var stranger = Face("stranger", Like(1, 0.9, 40), quality: Poor);

        var result = Run([.. ada, .. late, stranger]);

        Assert.Equal(20, Assert.Single(result.NewGroups).Count);
        Assert.Equal([stranger.Id], result.Waiting);
    }

    [Fact]
    public void Group_LeavesAPoorFaceWaiting_WhenTwoGroupsAreNearlyAsLike()
    {
        var ada = Settled("ada", Vector((0, 1)), count: 5);
        var bob = Settled("bob", Vector((1, 1)), count: 5);
        var blur = Face("blur", Vector((0, 0.6), (1, 0.57), (2, 0.56)), quality: Poor);

        var result = Run(new GroupingInput { NewFaces = [blur], ExistingGroups = [ada, bob] });

        Assert.Equal([blur.Id], result.Waiting);
    }

    [Fact]
    public void Group_DoesNotGluePeople_WhenPoorFacesLieBetween()
    {
        var ada = Person("ada", axis: 0, count: 3, mutual: 0.6, firstOwnAxis: 10);
        var bob = Person("bob", axis: 1, count: 3, mutual: 0.6, firstOwnAxis: 20);
        var blurs = Enumerable.Range(0, 30)
            .Select(i => Face($"blur{i}", Vector((0, 1), (1, 1), (30 + i, 0.3)), quality: Poor));

        var result = Run([.. ada, .. bob, .. blurs]);

        Assert.Equal(2, result.NewGroups.Count);
        Assert.Equal(30, result.Waiting.Count);
    }

    [Fact]
    public void Group_AttachesOnlyTheMoreAlike_WhenTwoPoorFacesOfOnePhotoMatch()
    {
        var ada = Settled("ada", Vector((0, 1)), count: 5);
        var near = Face("near", Like(0, 0.8, 10), "party", Poor);
        var nearer = Face("nearer", Like(0, 0.9, 11), "party", Poor);

        var result = Run(new GroupingInput { NewFaces = [near, nearer], ExistingGroups = [ada] });

        Assert.Equal(nearer.Id, Assert.Single(result.Placements).FaceId);
    }

    [Fact]
    public void Group_AttachesToTheNextBest_WhenTheBestIsTakenByAnotherFaceOfThePhoto()
    {
        var ada = Settled("ada", Vector((0, 1)), count: 5);
        var bob = Settled("bob", Vector((1, 1)), count: 5);
        var first = Face("first", Like(0, 0.95, 10), "party", Poor);
        var second = Face("second", Vector((0, 0.7), (1, 0.6), (2, 0.38)), "party", Poor);

        var result = Run(new GroupingInput { NewFaces = [second, first], ExistingGroups = [ada, bob] });

        Assert.Equal(ada.PersonId, result.Placements.Single(placement => placement.FaceId == first.Id).PersonId);
        Assert.Equal(bob.PersonId, result.Placements.Single(placement => placement.FaceId == second.Id).PersonId);
    }

    [Fact]
    public void Group_NeverBringsARejectedPairBack_WhenTheFaceIsPoor()
    {
        var ada = Settled("ada", Vector((0, 1)), count: 5);
        var blur = Face("blur", Vector((0, 1)), quality: Poor);

        var result = Run(new GroupingInput
        {
            NewFaces = [blur],
            ExistingGroups = [ada],
            Rejections = [new RejectedMatch(blur.Id, ada.PersonId)],
        });

        Assert.Equal([blur.Id], result.Waiting);
    }

    private static GroupingResult Run(params GroupingFace[] faces) => Run(new GroupingInput { NewFaces = faces });

    private static GroupingResult Run(GroupingInput input) =>
        Grouper.Group(input, TestContext.Current.CancellationToken);
}
