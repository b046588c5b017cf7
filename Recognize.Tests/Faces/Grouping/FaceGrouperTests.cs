using Recognize.Models.Faces.Grouping;
using static Recognize.Tests.Faces.Grouping.SyntheticFaces;

namespace Recognize.Tests.Faces.Grouping;

public sealed class FaceGrouperTests
{
    [Fact]
    public void Group_ReturnsNothing_WhenThereAreNoFaces()
    {
        var result = Run(new GroupingInput { NewFaces = [], ExistingGroups = [Settled("p", Vector((0, 1)))] });

        Assert.Empty(result.Placements);
        Assert.Empty(result.NewGroups);
        Assert.Empty(result.Waiting);
    }

    [Fact]
    public void Group_FoundsOneGroupForEachPerson_WhenFacesAreAlike()
    {
        var ada = Person("ada", axis: 0, count: 4, mutual: 0.6, firstOwnAxis: 10);
        var bob = Person("bob", axis: 1, count: 3, mutual: 0.6, firstOwnAxis: 20);
        var stranger = Face("stranger", Vector((2, 1)));

        var result = Run([.. bob, stranger, .. ada]);

        Assert.Equal(2, result.NewGroups.Count);
        Assert.Equal(ada.Select(face => face.Id), result.NewGroups[0]);
        Assert.Equal(bob.Select(face => face.Id), result.NewGroups[1]);
        Assert.Equal([stranger.Id], result.Waiting);
        Assert.All(result.Placements, placement => Assert.Equal(0.6f, placement.Similarity, 1e-5f));
        Assert.All(result.Placements, placement => Assert.Null(placement.PersonId));
    }

    [Fact]
    public void Group_AsksMoreOfAPairThanOfLargerGroups_WhenSimilarityIsBetweenTheLimits()
    {
        var pair = Person("pair", axis: 0, count: 2, mutual: 0.48, firstOwnAxis: 10);
        var trio = Person("trio", axis: 1, count: 2, mutual: 0.7, firstOwnAxis: 20)
            .Append(Face("trio2", Like(1, 0.48 / Math.Sqrt(0.7), 30))).ToArray();

        var result = Run([.. pair, .. trio]);

        Assert.Equal(trio.Select(face => face.Id), Assert.Single(result.NewGroups));
        Assert.Equal(pair.Select(face => face.Id), result.Waiting);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 1)]
    [InlineData(5, 0)]
    public void Group_LeavesSmallGroupsWaiting_WhenAGroupHasToBeLarger(int minimum, int groups)
    {
        var faces = Person("ada", axis: 0, count: 4, mutual: 0.6, firstOwnAxis: 10)
            .Concat(Person("bob", axis: 1, count: 3, mutual: 0.6, firstOwnAxis: 20)).ToArray();
        var grouper = new FaceGrouper(Options with { MinGroupSize = minimum }, Limits);

        var result = grouper.Group(new GroupingInput { NewFaces = faces }, TestContext.Current.CancellationToken);

        Assert.Equal(groups, result.NewGroups.Count);
        Assert.Equal(7, result.NewGroups.Sum(group => group.Count) + result.Waiting.Count);
    }

    [Theory]
    [InlineData(-0.1f, 1)]
    [InlineData(0f, 0)]
    public void Group_JoinsMore_WhenTheLimitsAreShiftedDown(float shift, int groups)
    {
        var pair = Person("pair", axis: 0, count: 2, mutual: 0.45, firstOwnAxis: 10);
        var grouper = new FaceGrouper(Options with { SimilarityShift = shift }, Limits);

        var result = grouper.Group(new GroupingInput { NewFaces = pair }, TestContext.Current.CancellationToken);

        Assert.Equal(groups, result.NewGroups.Count);
    }

    [Fact]
    public void Group_PutsAllTogether_WhenVectorsAreEqualAndOutnumberTheNeighbours()
    {
        var faces = Enumerable.Range(0, 60).Select(i => Face($"copy{i}", Vector((0, 1)))).ToArray();
        var grouper = new FaceGrouper(Options with { Neighbours = 4 }, Limits);

        var result = grouper.Group(
            new GroupingInput { NewFaces = faces }, TestContext.Current.CancellationToken);

        Assert.Equal(60, Assert.Single(result.NewGroups).Count);
    }

    [Fact]
    public void Group_KeepsFacesOfOnePhotoApart_WhenTheyAreEqual()
    {
        var result = Run([Face("left", Vector((0, 1)), "mirror"), Face("right", Vector((0, 1)), "mirror")]);

        Assert.Empty(result.NewGroups);
        Assert.Equal(2, result.Waiting.Count);
    }

    [Fact]
    public void Group_KeepsFacesOfOnePhotoApart_WhenAThirdFaceResemblesBoth()
    {
        var twinA = Face("twinA", Like(0, 0.9, 10), "both");
        var twinB = Face("twinB", Like(0, 0.9, 11), "both");
        var third = Face("third", Like(0, 0.95, 12));

        var result = Run([twinA, twinB, third]);

        var group = Assert.Single(result.NewGroups);
        Assert.Equal(2, group.Count);
        Assert.Contains(third.Id, group);
    }

    [Fact]
    public void Group_KeepsGroupsApart_WhenTheyShareAPhotoThroughLaterMembers()
    {
        // Each twin first pairs with a near copy from another photo; only then could the two pairs meet.
        GroupingFace[] faces =
        [
            Face("a1", Vector((0, 0.8), (1, 0.6)), "both"), Face("a2", Vector((0, 0.8), (1, 0.6))),
            Face("b1", Vector((0, 0.8), (2, 0.6)), "both"), Face("b2", Vector((0, 0.8), (2, 0.6))),
        ];

        var result = Run(faces);

        Assert.Equal(2, result.NewGroups.Count);
        Assert.Equal([IdOf("a1"), IdOf("a2")], result.NewGroups[0]);
        Assert.Equal([IdOf("b1"), IdOf("b2")], result.NewGroups[1]);
    }

    [Fact]
    public void Group_DoesNotGlueTwoPeople_WhenAChainOfLookAlikesLiesBetween()
    {
        var ada = Person("ada", axis: 0, count: 6, mutual: 0.7, firstOwnAxis: 10);
        var bob = Person("bob", axis: 1, count: 6, mutual: 0.7, firstOwnAxis: 20);
        // Steps from one person to the other, each nearly the same as the next.
        var chain = Enumerable.Range(1, 9).Select(step => Face(
            $"chain{step}", Vector((0, Math.Cos(step * Math.PI / 20)), (1, Math.Sin(step * Math.PI / 20)))));

        var result = Run([.. ada, .. bob, .. chain]);

        var first = result.Placements.Where(placement => ada.Any(face => face.Id == placement.FaceId)).ToList();
        var second = result.Placements.Where(placement => bob.Any(face => face.Id == placement.FaceId)).ToList();
        Assert.Equal(6, first.Count);
        Assert.Equal(6, second.Count);
        Assert.NotEqual(
            Assert.Single(first.Select(placement => placement.NewGroup).Distinct()),
            Assert.Single(second.Select(placement => placement.NewGroup).Distinct()));
    }

    [Fact]
    public void Group_GivesTheSameResult_WhenInputIsShuffledAndThreadsDiffer()
    {
        var faces = Crowd(seed: 7, people: 40, facesEach: 8, mutual: 0.5);
        var expected = Run([.. faces]);
        var random = new Random(1);

        for (var round = 0; round < 5; round++)
        {
            var shuffled = faces.ToArray();
            random.Shuffle(shuffled);
            var result = new FaceGrouper(Options with { Threads = 1 + (round % 3) }, Limits).Group(
                new GroupingInput { NewFaces = shuffled }, TestContext.Current.CancellationToken);

            Assert.Equal(expected.Placements, result.Placements);
            Assert.Equal(expected.NewGroups, result.NewGroups);
            Assert.Equal(expected.Waiting, result.Waiting);
        }
    }

    [Fact]
    public void Group_FindsThePeopleOfACrowd_WhenFacesAreNoisy()
    {
        var faces = Crowd(seed: 3, people: 60, facesEach: 10, mutual: 0.6);

        var result = Run([.. faces]);

        var groups = result.Placements.ToDictionary(
            placement => placement.FaceId, placement => IdOf($"group {placement.NewGroup}"));
        var figures = Measure(faces, groups);
        Assert.True(figures.Precision >= 0.999, $"precision {figures.Precision}");
        Assert.True(figures.Recall >= 0.98, $"recall {figures.Recall}");
        Assert.All(result.NewGroups, AssertPhotosDiffer);

        void AssertPhotosDiffer(IReadOnlyList<Guid> group)
        {
            var photos = group.Select(id => faces.Single(face => face.Id == id).MediaId).ToList();
            Assert.Equal(photos.Count, photos.Distinct().Count());
        }
    }

    [Fact]
    public void Constructor_Refuses_WhenASettingIsOutOfRange()
    {
        Assert.Throws<ArgumentException>(() => new FaceGrouper(Options with { Neighbours = 1 }, Limits));
        Assert.Throws<ArgumentException>(() => new FaceGrouper(Options with { MinFoundingQuality = float.NaN }, Limits));
        Assert.Throws<ArgumentException>(() => new FaceGrouper(Options with { Threads = -1 }, Limits));
        Assert.Throws<ArgumentException>(() => new FaceGrouper(Options with { MinGroupSize = 1 }, Limits));
        Assert.Throws<ArgumentException>(() => new FaceGrouper(Options with { SimilarityShift = 0.5f }, Limits));
        Assert.Throws<ArgumentException>(() => new FaceGrouper(Options, Limits with { Pair = 0.3f }));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(0.5f)]
    public void Group_RefusesAVector_WhenItIsNotOfUnitLength(float value)
    {
        var vector = new float[Dimensions];
        vector[0] = value;
        var good = Face("good", Vector((0, 1)));

        var error = Assert.Throws<ArgumentException>(() => Run([good, Face("zbad", vector)]));

        Assert.Contains(IdOf("zbad").ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Group_RefusesVectors_WhenTheirLengthsDiffer()
    {
        Assert.Throws<ArgumentException>(() => Run([Face("a", Vector((0, 1))), Face("b", [1, 0])]));
        Assert.Throws<ArgumentException>(() => Run([Face("a", [])]));
    }

    [Fact]
    public void Group_RefusesInput_WhenAFaceOrPersonOccursTwice()
    {
        var face = Face("a", Vector((0, 1)));
        var person = Settled("p", Vector((0, 1)));

        Assert.Throws<ArgumentException>(() => Run(new GroupingInput { NewFaces = [face], WaitingFaces = [face] }));
        Assert.Throws<ArgumentException>(
            () => Run(new GroupingInput { NewFaces = [face], ExistingGroups = [person, person] }));
    }

    [Fact]
    public void Group_Stops_WhenCancelled()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => Grouper.Group(
            new GroupingInput { NewFaces = [Face("a", Vector((0, 1)))] }, new CancellationToken(canceled: true)));
    }

    private static GroupingResult Run(params GroupingFace[] faces) => Run(new GroupingInput { NewFaces = faces });

    private static GroupingResult Run(GroupingInput input) =>
        Grouper.Group(input, TestContext.Current.CancellationToken);
}
