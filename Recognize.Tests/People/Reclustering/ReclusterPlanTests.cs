using System.Text.Json;
using Recognize.Models.People;
using Recognize.Models.People.Reclustering;

namespace Recognize.Tests.People.Reclustering;

public sealed class ReclusterPlanTests
{
    private static readonly Guid Run = Guid.NewGuid();
    private static readonly LivePerson Anna = new(Guid.NewGuid(), "Anna", true);
    private static readonly LivePerson Free = new(Guid.NewGuid(), null, false);
    private static readonly Guid Made = Guid.NewGuid();

    [Fact]
    public void Make_MovesOnlyFacesThatWouldBeElsewhere()
    {
        var stays = Face(Anna.Id, Anna.Id);
        var goes = Face(Free.Id, Made);
        var waits = Face(Free.Id, null);

        var plan = Make(stays, goes, waits);

        Assert.Equal(
            [(goes.FaceId, Free.Id, Made, true), (waits.FaceId, Free.Id, null, false)],
            plan.Moves.Select(move => (move.FaceId, move.FromPersonId!.Value, move.ToPersonId, move.IsNewPerson)));
    }

    [Fact]
    public void Make_SaysWhoSplitsAndAppears()
    {
        var plan = Make(Face(Free.Id, Free.Id), Face(Free.Id, Made), Face(Free.Id, Made));

        Assert.Equal(ReclusterChangeKinds.Loses | ReclusterChangeKinds.Splits, Of(plan, Free.Id).Kinds);
        Assert.Equal(ReclusterChangeKinds.Appears, Of(plan, Made).Kinds);
        Assert.Equal((3, 1, 0, 2), Counts(Of(plan, Free.Id)));
    }

    [Fact]
    public void Make_SaysWhoMergesAndDisappears()
    {
        var plan = Make(Face(Anna.Id, Anna.Id), Face(Free.Id, Anna.Id), Face(Free.Id, Anna.Id));

        Assert.Equal(ReclusterChangeKinds.Gains | ReclusterChangeKinds.Merges, Of(plan, Anna.Id).Kinds);
        Assert.Equal(ReclusterChangeKinds.Loses | ReclusterChangeKinds.Disappears, Of(plan, Free.Id).Kinds);
        Assert.Equal(1, plan.CountChanges().Merge);
    }

    [Fact]
    public void Make_ShowsTheBestFaces_AndNoMoreThanAFew()
    {
        var coming = Enumerable.Range(0, 20).Select(i => Face(null, Anna.Id, i / 20f)).ToArray();

        var plan = Make([Face(Anna.Id, Anna.Id), .. coming]);

        var details = JsonSerializer.Deserialize<ReclusterChangeDetails>(
            Of(plan, Anna.Id).Details, JsonSerializerOptions.Web)!;
        Assert.Equal(coming.Reverse().Take(ReclusterPlan.Examples).Select(face => face.FaceId), details.GainedFaces);
        Assert.Equal([new ReclusterFlow(null, 20)], details.GainedFrom);
    }

    [Fact]
    public void Sum_CountsWhatWaitsAndWhatLeavesItsPerson()
    {
        var figures = Make(
            Face(Anna.Id, Anna.Id), Face(Free.Id, Made), Face(Free.Id, null), Face(null, Anna.Id), Face(null, null))
            .Sum(1, 1, null, 0, 0);

        Assert.Equal((5, 3, 1, 1), (figures.Faces, figures.MovedFaces, figures.StartWaiting, figures.StopWaiting));
        Assert.Equal(new ReclusterCounts(2, 0.6, 2), figures.Before);
        Assert.Equal(new ReclusterCounts(2, 0.6, 2), figures.After);
        Assert.Equal(2.0 / 3, figures.Churn, 6);
    }

    [Fact]
    public void Sum_GivesBCubedFiguresAgainstTheGroupsAsTheyAre()
    {
        // Two people of two faces become one: half of each face's group is its own, and all of its own is there.
        var other = Guid.NewGuid();
        var people = new[] { Free, new LivePerson(other, null, false) }.ToDictionary(person => person.Id);

        var figures = ReclusterPlan.Make(
                Run, [Face(Free.Id, Free.Id), Face(Free.Id, Free.Id), Face(other, Free.Id), Face(other, Free.Id)], people)
            .Sum(0, 0, null, 0, 0);

        Assert.Equal(new BCubedFigures(0.5, 1, 2.0 / 3), figures.AgreementWithLive);
    }

    private static ReclusterPlan Make(params PlannedFace[] faces) =>
        ReclusterPlan.Make(Run, faces, new[] { Anna, Free }.ToDictionary(person => person.Id));

    private static PlannedFace Face(Guid? live, Guid? planned, float quality = 0.5f) => new(
        Guid.NewGuid(), quality, live, live is null ? FaceAssignment.None : FaceAssignment.Cluster, planned, 0.5f);

    private static ReclusterChange Of(ReclusterPlan plan, Guid person) =>
        plan.Changes.Single(change => change.PersonId == person);

    private static (int Before, int After, int Gained, int Lost) Counts(ReclusterChange change) =>
        (change.FacesBefore, change.FacesAfter, change.Gained, change.Lost);
}
