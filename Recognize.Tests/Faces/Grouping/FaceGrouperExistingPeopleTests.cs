using Recognize.Models.Faces.Grouping;
using static Recognize.Tests.Faces.Grouping.SyntheticFaces;

namespace Recognize.Tests.Faces.Grouping;

public sealed class FaceGrouperExistingPeopleTests
{
    [Fact]
    public void Group_JoinsAnExistingPerson_WhenTheFaceIsLikeThem()
    {
        var face = Face("new", Like(0, 0.6, 10));
        var ada = Settled("ada", Vector((0, 1)), count: 5);

        var result = Run(new GroupingInput { NewFaces = [face], ExistingGroups = [Settled("bob", Vector((1, 1))), ada] });

        var placement = Assert.Single(result.Placements);
        Assert.Equal(ada.PersonId, placement.PersonId);
        Assert.Null(placement.NewGroup);
        Assert.Equal(0.6f, placement.Similarity, 1e-5f);
        Assert.Empty(result.NewGroups);
    }

    [Theory]
    [InlineData(0.44, false)]
    [InlineData(0.46, true)]
    public void Group_JoinsAnExistingPerson_OnlyFromTheJoinLimitOn(double similarity, bool joins)
    {
        var ada = Settled("ada", Vector((0, 1)), count: 100);

        var result = Run(new GroupingInput
        {
            NewFaces = [Face("new", Like(0, similarity, 10))],
            ExistingGroups = [ada],
        });

        Assert.Equal(joins, result.Placements.Count == 1);
    }

    [Theory]
    [InlineData(0.58, false)]
    [InlineData(0.52, true)]
    public void Group_LeavesAFaceWaiting_UnlessTheRunnerUpIsAMarginBehind(double runnerUp, bool joins)
    {
        var face = Face("new", Vector((0, 0.6), (1, runnerUp), (2, Math.Sqrt(1 - 0.36 - (runnerUp * runnerUp)))));
        var ada = Settled("ada", Vector((0, 1)), count: 10);
        var bob = Settled("bob", Vector((1, 1)), count: 10);

        var result = Run(new GroupingInput { NewFaces = [face], ExistingGroups = [bob, ada] });

        Assert.Equal(joins ? [ada.PersonId] : [], result.Placements.Select(placement => placement.PersonId!.Value));
        Assert.Equal(joins ? 0 : 1, result.Waiting.Count);
    }

    [Fact]
    public void Group_IgnoresARunnerUp_WhenTheyAreInThePhotoAlready()
    {
        var face = Face("new", Vector((0, 0.6), (1, 0.58), (2, 0.55)), "party");
        var ada = Settled("ada", Vector((0, 1)), count: 10);
        var bob = Settled("bob", Vector((1, 1)), count: 10, "party");

        var result = Run(new GroupingInput { NewFaces = [face], ExistingGroups = [bob, ada] });

        Assert.Equal(ada.PersonId, Assert.Single(result.Placements).PersonId);
    }

    [Fact]
    public void Group_NeverPutsTwoFacesOfAPhotoIntoAnExistingPerson_WhenTheyJoinThroughDifferentFacets()
    {
        var ada = new ExistingGroup(
            IdOf("ada"), [new GroupFacet(Vector((0, 1)), 1), new GroupFacet(Vector((1, 1)), 1)], []);
        var child = Face("child", Like(0, 0.9, 10), "then and now");
        var adult = Face("adult", Like(1, 0.8, 11), "then and now");

        var result = Run(new GroupingInput { NewFaces = [adult, child], ExistingGroups = [ada] });

        Assert.Equal(child.Id, Assert.Single(result.Placements).FaceId);
        Assert.Equal([adult.Id], result.Waiting);
    }

    [Fact]
    public void Group_DoesNotJoin_WhenThePersonIsInThePhotoAlready()
    {
        var result = Run(new GroupingInput
        {
            NewFaces = [Face("new", Vector((0, 1)), "portrait")],
            ExistingGroups = [Settled("ada", Vector((0, 1)), count: 4, "portrait")],
        });

        Assert.Empty(result.Placements);
    }

    [Fact]
    public void Group_NeverBringsARejectedPairBack_WhenTheFaceIsEqualToThePerson()
    {
        var face = Face("new", Vector((0, 1)));
        var ada = Settled("ada", Vector((0, 1)), count: 4);

        var result = Run(new GroupingInput
        {
            NewFaces = [face],
            ExistingGroups = [ada],
            Rejections = [new RejectedMatch(face.Id, ada.PersonId), new RejectedMatch(IdOf("gone"), IdOf("nobody"))],
        });

        Assert.Empty(result.Placements);
        Assert.Equal([face.Id], result.Waiting);
    }

    [Fact]
    public void Group_NeverBringsARejectedPairBack_WhenTheFaceFirstPairsWithAnother()
    {
        var rejected = Face("rejected", Like(0, 0.7, 10));
        var copy = Face("copy", Like(0, 0.7, 10));
        var ada = Settled("ada", Vector((0, 1)), count: 4);

        var result = Run(new GroupingInput
        {
            NewFaces = [copy, rejected],
            ExistingGroups = [ada],
            Rejections = [new RejectedMatch(rejected.Id, ada.PersonId)],
        });

        Assert.Equal(2, Assert.Single(result.NewGroups).Count);
        Assert.All(result.Placements, placement => Assert.Null(placement.PersonId));
    }

    [Fact]
    public void Group_NeverMergesExistingPeople_WhenTheyAreEqual()
    {
        var ada = Settled("ada", Vector((0, 1)), count: 4);
        var copy = Settled("copy", Vector((0, 1)), count: 4);

        var result = Run(new GroupingInput { NewFaces = [Face("new", Vector((0, 1)))], ExistingGroups = [ada, copy] });

        // Either could be right, so the owner has to say.
        Assert.Empty(result.Placements);
        Assert.Single(result.Waiting);
    }

    [Fact]
    public void Group_FoundsAGroupWithAWaitingFace_WhenANewFaceIsLikeIt()
    {
        var waiting = Face("waiting", Like(0, 0.8, 10));
        var added = Face("added", Like(0, 0.8, 11));

        var result = Run(new GroupingInput { NewFaces = [added], WaitingFaces = [waiting] });

        Assert.Equal([added.Id, waiting.Id], Assert.Single(result.NewGroups));
    }

    [Fact]
    public void Group_PlacesAWaitingFace_WhenAPersonLikeItHasAppeared()
    {
        var ada = Settled("ada", Vector((0, 1)), count: 3);

        var result = Run(new GroupingInput
        {
            NewFaces = [],
            WaitingFaces = [Face("waiting", Like(0, 0.8, 10))],
            ExistingGroups = [ada],
        });

        Assert.Equal(ada.PersonId, Assert.Single(result.Placements).PersonId);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public void Group_IsAsGoodAsOneRunAndMovesNothing_WhenPhotosComeInBatches(int batches)
    {
        var faces = Crowd(seed: 11, people: 50, facesEach: 9, mutual: 0.55).OrderBy(face => face.Id).ToList();
        var once = Grow(faces, batches: 1).Groups;

        var (groups, churn) = Grow(faces, batches);

        Assert.Equal(0, churn);
        Assert.InRange(Math.Abs(Measure(faces, groups).F1 - Measure(faces, once).F1), 0, 0.01);
        Assert.True(Measure(faces, groups).Precision >= 0.999);
    }

    /// <summary>Lets a library grow in batches as the product does; churn is the greatest of all batches.</summary>
    private static (Dictionary<Guid, Guid> Groups, double Churn) Grow(List<GroupingFace> faces, int batches)
    {
        var builder = new FacetBuilder(Options, Limits);
        var byId = faces.ToDictionary(face => face.Id);
        var groups = new Dictionary<Guid, Guid>();
        IReadOnlyList<Guid> waiting = [];
        double churn = 0;
        foreach (var batch in faces.Chunk((faces.Count + batches - 1) / batches))
        {
            var before = new Dictionary<Guid, Guid>(groups);
            var result = Run(new GroupingInput
            {
                NewFaces = batch,
                WaitingFaces = [.. waiting.Select(id => byId[id])],
                ExistingGroups = [.. groups.GroupBy(pair => pair.Value, pair => byId[pair.Key])
                    .Select(person => builder.Build(person.Key, [.. person]))],
            });
            var people = result.NewGroups.Select(group => IdOf($"person of {group[0]}")).ToList();
            foreach (var placement in result.Placements)
                groups[placement.FaceId] = placement.PersonId ?? people[placement.NewGroup!.Value];
            waiting = result.Waiting;
            churn = Math.Max(churn, GroupingFigures.Churn(before, groups));
        }
        return (groups, churn);
    }

    private static GroupingResult Run(GroupingInput input) =>
        Grouper.Group(input, TestContext.Current.CancellationToken);
}
