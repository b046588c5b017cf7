using Recognize.Models.People.Reclustering;

namespace Recognize.Tests.People.Reclustering;

public sealed class GroupTakeoverTests
{
    private static readonly Guid Anna = Guid.NewGuid();
    private static readonly Guid Ben = Guid.NewGuid();

    [Fact]
    public void Match_GivesAPersonToTheGroupWithMostOfItsFaces()
    {
        var matched = GroupTakeover.Match([[Anna, Anna, null], [Anna, Anna, Anna]], _ => true);

        Assert.Equal([null, Anna], matched);
    }

    [Fact]
    public void Match_GivesAGroupOnePersonOnly_AndLeavesTheOtherToWhoCanHaveIt()
    {
        var matched = GroupTakeover.Match([[Anna, Anna, Anna, Ben, Ben], [Ben, null]], _ => true);

        Assert.Equal([Anna, Ben], matched);
    }

    [Fact]
    public void Match_LeavesPeopleAlone_WhoAreNotFree()
    {
        var matched = GroupTakeover.Match([[Anna, Anna, Ben]], person => person != Anna);

        Assert.Equal([Ben], matched);
    }

    [Fact]
    public void Match_IsTheSame_WhateverTheOrderOfFaces()
    {
        var first = GroupTakeover.Match([[Anna, Ben], [Ben, Anna]], _ => true);
        var second = GroupTakeover.Match([[Ben, Anna], [Anna, Ben]], _ => true);

        Assert.Equal(first, second);
        Assert.Equal(2, first.Distinct().Count());
    }
}
