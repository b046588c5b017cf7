using Recognize.Models.Faces.Grouping;
using Recognize.Models.Faces.Index;
using Recognize.Tests.Faces.Grouping;

namespace Recognize.Tests.Faces.Index;

public sealed class NeighbourhoodGroupingTests
{
    private const int Anna = 0;
    private const int Otto = 1;

    [Fact]
    public void Decide_PlacesAFaceAsInTheWholeLibrary_WhenItSeesTheCandidatesOnly()
    {
        var crowd = SyntheticFaces.Crowd(seed: 41, people: 40, facesEach: 12, mutual: 0.6);
        var (settled, added) = (crowd.Where((_, i) => i % 12 < 8).ToList(), crowd.Where((_, i) => i % 12 >= 8).ToList());
        var people = settled.GroupBy(SyntheticFaces.PersonOf).ToDictionary(
            person => SyntheticFaces.IdOf("person " + person.Key),
            person => new FacetBuilder(SyntheticFaces.Options, SyntheticFaces.Limits).Build(
                SyntheticFaces.IdOf("person " + person.Key), [.. person], cancellationToken: TestContext.Current.CancellationToken));
        var personOf = settled.ToDictionary(face => face.Id, face => SyntheticFaces.IdOf("person " + SyntheticFaces.PersonOf(face)));
        using var index = new FaceIndex(SyntheticFaces.Dimensions, "test");
        var grouping = Grouping(index);
        grouping.Remember(settled);

        foreach (var face in added)
        {
            var candidates = grouping.FindCandidates([face], TestContext.Current.CancellationToken);
            var near = candidates.Select(candidate => personOf[candidate]).Distinct().Select(person => people[person]).ToList();
            var result = grouping.Decide(Input([face], [], near), TestContext.Current.CancellationToken);

            var whole = SyntheticFaces.Grouper.Group(Input([face], [], [.. people.Values]), TestContext.Current.CancellationToken);
            Assert.InRange(near.Count, 1, 10);
            Assert.Equal(whole.Placements, result.Placements);
        }
    }

    [Fact]
    public void FindCandidates_LeavesOutTheNewFacesThemselves_WhenTheyAreInTheIndex()
    {
        var (known, added) = (Like("known", Anna, 10), Like("added", Anna, 11));
        using var index = new FaceIndex(SyntheticFaces.Dimensions, "test");
        var grouping = Grouping(index);
        grouping.Remember([known, added, Like("other", Otto, 12)]);

        var candidates = grouping.FindCandidates([added], TestContext.Current.CancellationToken);

        Assert.Equal([known.Id], candidates);
    }

    [Fact]
    public void Decide_FoundsAPerson_WhenAWaitingFaceIsAmongTheCandidates()
    {
        var (waiting, added) = (Like("waiting", Anna, 10), Like("added", Anna, 11));
        using var index = new FaceIndex(SyntheticFaces.Dimensions, "test");

        var result = Grouping(index).Decide(Input([added], [waiting], []), TestContext.Current.CancellationToken);

        Assert.Equal([added.Id, waiting.Id], Assert.Single(result.NewGroups));
    }

    [Fact]
    public void Decide_LeavesOutWaitingFacesUnlikeTheNewOnes_ButNotThoseSaidToBeTheSame()
    {
        var added = Like("added", Anna, 10);
        var (unlike, said) = (Like("unlike", Otto, 11), Like("said", Otto, 12));
        using var index = new FaceIndex(SyntheticFaces.Dimensions, "test");
        var input = Input([added], [unlike, said], []) with { SameFaces = [[added.Id, said.Id]] };

        var result = Grouping(index).Decide(input, TestContext.Current.CancellationToken);

        Assert.Equivalent(new[] { added.Id, said.Id }, Assert.Single(result.NewGroups));
        Assert.Empty(result.Waiting);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decide_KeepsTwoFacesOfAPhotoApart_WhenThePersonHasManyPhotos(bool asSet)
    {
        var photos = Enumerable.Range(0, 50).Select(i => $"p{i}").ToArray();
        var anna = SyntheticFaces.Settled("anna", SyntheticFaces.Vector((Anna, 1)), 4, photos);
        if (asSet)
            anna = anna with { MediaIds = anna.MediaIds.ToHashSet() };
        var inPhoto = SyntheticFaces.Face("in", SyntheticFaces.Like(Anna, 0.8, 10), photo: "p31");
        var elsewhere = SyntheticFaces.Face("out", SyntheticFaces.Like(Anna, 0.8, 11), photo: "q");
        using var index = new FaceIndex(SyntheticFaces.Dimensions, "test");

        var result = Grouping(index).Decide(Input([inPhoto, elsewhere], [], [anna]), TestContext.Current.CancellationToken);

        Assert.Equal(elsewhere.Id, Assert.Single(result.Placements).FaceId);
        Assert.Equal([inPhoto.Id], result.Waiting);
    }

    private static NeighbourhoodGrouping Grouping(FaceIndex index) =>
        new(index, SyntheticFaces.Grouper, SyntheticFaces.Limits);

    private static GroupingFace Like(string name, int person, int ownAxis) =>
        SyntheticFaces.Face(name, SyntheticFaces.Like(person, 0.9, ownAxis));

    private static GroupingInput Input(GroupingFace[] added, GroupingFace[] waiting, IReadOnlyList<ExistingGroup> people) =>
        new() { NewFaces = added, WaitingFaces = waiting, ExistingGroups = people };
}
