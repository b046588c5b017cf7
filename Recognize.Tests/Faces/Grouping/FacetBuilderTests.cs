using Recognize.Models.Faces.Grouping;
using static Recognize.Tests.Faces.Grouping.SyntheticFaces;

namespace Recognize.Tests.Faces.Grouping;

public sealed class FacetBuilderTests
{
    private static readonly FacetBuilder Builder = new(Options, Limits);

    [Fact]
    public void Build_MakesOneFacet_WhenAllFacesAreAlike()
    {
        var members = Person("ada", axis: 0, count: 6, mutual: 0.6, firstOwnAxis: 10);

        var group = Build(members);

        var facet = Assert.Single(group.Facets);
        Assert.Equal(6, facet.Count);
        Assert.Equal(6 * Math.Sqrt(0.6), facet.Sum[0], 1e-4);
        Assert.Equal(members.Select(face => face.MediaId).Order(), group.MediaIds.Order());
    }

    [Fact]
    public void Build_LetsANewFaceJoinOneLook_WhenThePersonHasTwo()
    {
        var child = Person("child", axis: 0, count: 4, mutual: 0.7, firstOwnAxis: 10);
        var adult = Person("adult", axis: 1, count: 4, mutual: 0.7, firstOwnAxis: 20);
        var face = Face("new", Like(1, 0.8, 30));

        var group = Build([.. child, .. adult]);
        var result = Grouper.Group(
            new GroupingInput { NewFaces = [face], ExistingGroups = [group] }, TestContext.Current.CancellationToken);

        Assert.Equal(2, group.Facets.Count);
        // Against the mean of both looks it would have been half as similar, and have waited for ever.
        Assert.Equal(group.PersonId, Assert.Single(result.Placements).PersonId);
    }

    [Fact]
    public void Build_LeavesAStrayFaceOut_UnlessTheOwnerConfirmedIt()
    {
        var members = Person("ada", axis: 0, count: 4, mutual: 0.7, firstOwnAxis: 10)
            .Append(Face("stray", Vector((1, 1)))).ToArray();

        Assert.Equal(4, Assert.Single(Build(members).Facets).Count);
        Assert.Equal([4, 1], Build(members, IdOf("stray")).Facets.Select(facet => facet.Count));
        Assert.Contains(IdOf("photo stray"), Build(members).MediaIds);
    }

    [Fact]
    public void Build_SumsAllUp_WhenNoTwoFacesAreAlike()
    {
        var group = Build([Face("a", Vector((0, 1))), Face("b", Vector((1, 1)))]);

        Assert.Equal(2, Assert.Single(group.Facets).Count);
    }

    [Fact]
    public void Build_LeavesPoorFacesOut_UnlessThereAreNoOthers()
    {
        var good = Person("good", axis: 0, count: 2, mutual: 0.7, firstOwnAxis: 10);
        var poor = Face("poor", Like(0, 0.9, 20), quality: 0.1f);

        Assert.Equal(2, Assert.Single(Build([.. good, poor]).Facets).Count);
        Assert.Equal(1, Assert.Single(Build([poor]).Facets).Count);
    }

    [Fact]
    public void Build_KeepsFacesOfOnePhotoTogether_WhenTheOwnerPutThemThere()
    {
        var group = Build([Face("left", Vector((0, 1)), "mirror"), Face("right", Vector((0, 1)), "mirror")]);

        Assert.Equal(2, Assert.Single(group.Facets).Count);
        Assert.Equal([IdOf("photo mirror")], group.MediaIds);
    }

    [Fact]
    public void Build_DoesNotDependOnOrder_WhenMembersAreReversed()
    {
        var members = Crowd(seed: 5, people: 3, facesEach: 12, mutual: 0.5).ToArray();
        var expected = Build(members).Facets;

        var reversed = Build([.. members.Reverse()]).Facets;

        Assert.Equal(expected.Select(facet => facet.Sum), reversed.Select(facet => facet.Sum));
    }

    [Fact]
    public void Build_Refuses_WhenMembersAreMissingOrNotUnitVectors()
    {
        Assert.Throws<ArgumentException>(() => Build([]));
        Assert.Throws<ArgumentException>(() => Build([Face("zero", new float[Dimensions])]));
    }

    private static ExistingGroup Build(GroupingFace[] members, params Guid[] confirmed) => Builder.Build(
        IdOf("person"), members, confirmed.ToHashSet(), TestContext.Current.CancellationToken);
}
