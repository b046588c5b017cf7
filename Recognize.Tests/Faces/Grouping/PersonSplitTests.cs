using System.Globalization;
using Recognize.Models.Faces.Grouping;
using static Recognize.Tests.Faces.Grouping.SyntheticFaces;

namespace Recognize.Tests.Faces.Grouping;

public sealed class PersonSplitTests(ITestOutputHelper output)
{
    [Fact]
    public void Propose_CutsBetweenTheTwo_WhenTwoPeopleWereGlued()
    {
        var ada = Person("ada", axis: 0, count: 5, mutual: 0.6, firstOwnAxis: 10);
        var bob = Person("bob", axis: 1, count: 3, mutual: 0.6, firstOwnAxis: 20);

        var split = Propose([.. bob, .. ada]);

        Assert.Equal(ada.Select(face => face.Id), split.Kept);
        Assert.Equal(bob.Select(face => face.Id), split.Parted);
        Assert.Equal(0.6f, split.Gap, 1e-4f);
        Assert.False(split.IsForced);
    }

    [Fact]
    public void Propose_KeepsTheConfirmedSide_WhenTheOtherIsLarger()
    {
        var ada = Person("ada", axis: 0, count: 5, mutual: 0.6, firstOwnAxis: 10);
        var bob = Person("bob", axis: 1, count: 3, mutual: 0.6, firstOwnAxis: 20);

        var split = Propose([.. ada, .. bob], confirmed: [bob[2].Id]);

        Assert.Equal(bob.Select(face => face.Id), split.Kept);
    }

    [Fact]
    public void Propose_DoesNotPartASingleOddFace_WhenTwoPeopleWereGlued()
    {
        // The odd face is farther from both than they are from each other.
        var ada = Enumerable.Range(0, 4).Select(i => Face($"ada{i}", Vector((0, 0.75), (2, 0.3), (10 + i, 0.6)))).ToArray();
        var bob = Enumerable.Range(0, 4).Select(i => Face($"bob{i}", Vector((1, 0.75), (2, 0.3), (20 + i, 0.6)))).ToArray();
        var odd = Face("odd", Vector((0, 0.05), (40, 1)));

        var split = Propose([.. ada, .. bob, odd]);

        Assert.Equal([.. ada.Select(face => face.Id), odd.Id], split.Kept);
        Assert.Equal(bob.Select(face => face.Id), split.Parted);
    }

    [Fact]
    public void Propose_PartsTheOddFace_WhenTheOthersAreClearlyOnePerson()
    {
        var ada = Person("ada", axis: 0, count: 6, mutual: 0.7, firstOwnAxis: 10);
        var odd = Face("odd", Vector((1, 1)));

        var split = Propose([.. ada, odd]);

        Assert.Equal([odd.Id], split.Parted);
    }

    [Fact]
    public void Propose_PutsFacesOfAPhotoOnTwoSides_WhenTheyLookAlike()
    {
        var ada = Person("ada", axis: 0, count: 3, mutual: 0.8, firstOwnAxis: 10);
        var twin = Person("twin", axis: 0, count: 3, mutual: 0.8, firstOwnAxis: 10)
            .Select((face, i) => face with { MediaId = ada[i].MediaId, Embedding = Like(0, 0.85, 30 + i) }).ToArray();

        var split = Propose([.. ada, .. twin]);
        var released = Propose([.. ada, .. twin], released: [.. ada.Select(face => face.MediaId)]);

        Assert.True(split.IsForced);
        foreach (var (first, second) in ada.Zip(twin))
            Assert.NotEqual(split.Kept.Contains(first.Id), split.Kept.Contains(second.Id));
        Assert.False(released.IsForced);
    }

    [Fact]
    public void Propose_DealsPoorFacesLast_WhenTheyLieBetween()
    {
        var ada = Person("ada", axis: 0, count: 4, mutual: 0.6, firstOwnAxis: 10);
        var bob = Person("bob", axis: 1, count: 3, mutual: 0.6, firstOwnAxis: 20);
        var blurs = Enumerable.Range(0, 10).Select(i => Face(
            $"blur{i}", Vector((0, i < 4 ? 1 : 0.8), (1, i < 4 ? 0.8 : 1), (30 + i, 0.2)), quality: 0.1f)).ToArray();
        var inPhoto = Face("in the photo", Like(1, 0.9, 50), photo: "bob0", quality: 0.1f);

        var split = Propose([.. ada, .. bob, .. blurs, inPhoto]);

        var (adasSide, bobsSide) = split.Kept.Contains(ada[0].Id) ? (split.Kept, split.Parted) : (split.Parted, split.Kept);
        Assert.All(ada.Concat(blurs[..4]).Append(inPhoto), face => Assert.Contains(face.Id, adasSide));
        Assert.All(bob.Concat(blurs[4..]), face => Assert.Contains(face.Id, bobsSide));
    }

    [Fact]
    public void Propose_GivesTheSame_WhenFacesAreShuffled()
    {
        var faces = Crowd(seed: 8, people: 2, facesEach: 20, mutual: 0.4).ToArray();
        var expected = Propose(faces);
        var random = new Random(2);

        for (var round = 0; round < 4; round++)
        {
            random.Shuffle(faces);
            var split = Propose(faces);

            Assert.Equal(expected.Kept, split.Kept);
            Assert.Equal(expected.Parted, split.Parted);
            Assert.Equal(expected.Gap, split.Gap);
        }
    }

    [Fact]
    public void Propose_SplitsAnyTwoFaces_AndRefusesFewer()
    {
        var (a, b) = (Face("a", Vector((0, 1)), quality: 0.1f), Face("b", Vector((0, 1))));

        var split = Propose([b, a]);

        Assert.Equal([a.Id], split.Kept);
        Assert.Equal([b.Id], split.Parted);
        Assert.Equal(0, split.Gap, 1e-6f);
        Assert.Throws<ArgumentException>(() => Propose([a]));
        Assert.Throws<ArgumentException>(() => Propose([a, Face("zero", new float[Dimensions])]));
    }

    [Fact]
    public void Propose_FindsTheCut_WhenRealPeopleAreGluedTwoByTwo()
    {
        var people = LfwSample.Require().Where(face => face.Person is not null)
            .GroupBy(face => face.Person!, StringComparer.Ordinal)
            .Where(person => person.Count() >= 3).OrderBy(person => person.Key, StringComparer.Ordinal).ToList();
        var (right, all, perfect, pairs) = (0, 0, 0, 0);

        for (var first = 0; first < people.Count; first++)
            for (var step = 1; step <= 3; step++)
            {
                var (one, other) = (people[first], people[(first + (step * 7)) % people.Count]);
                var split = PersonSplit.Propose(
                    [.. one.Concat(other).Select(face => face.Face)], new GroupingOptions(), SimilarityLimits.MobileFaceNet,
                    cancellationToken: TestContext.Current.CancellationToken);
                var kept = one.Count(face => split.Kept.Contains(face.Face.Id)) + other.Count(face => split.Parted.Contains(face.Face.Id));
                var total = one.Count() + other.Count();
                kept = Math.Max(kept, total - kept);
                right += kept;
                all += total;
                perfect += kept == total ? 1 : 0;
                pairs++;
            }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{people.Count} people, {pairs} pairs: {(double)right / all:F4} of the faces on the right side, {perfect} cuts without a mistake"));
        Assert.True(people.Count >= 30, $"{people.Count} people");
        Assert.True((double)right / all >= 0.98, $"{right} of {all}");
    }

    private static SplitProposal Propose(GroupingFace[] faces, Guid[]? confirmed = null, Guid[]? released = null) =>
        PersonSplit.Propose(
            faces, Options, Limits, confirmed?.ToHashSet(), released?.ToHashSet(), TestContext.Current.CancellationToken);
}
