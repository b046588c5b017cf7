using Recognize.Tests.Faces.Grouping;
using Recognize.Worker.Grouping;

namespace Recognize.Tests.Grouping;

public sealed class SuggestionRankingTests
{
    private static readonly SuggestionRanking Ranking = new(group: 0.4f, pair: 0.5f);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Rank_AsksFirst_WhatSettlesMostFaces()
    {
        var anna = Person("anna", "Anna", axis: 0, faces: 50);
        var many = Person("many", null, axis: 0, faces: 20, similarity: 0.36);
        var few = Person("few", null, axis: 0, faces: 2, similarity: 0.44);

        var ranked = Rank([anna, many, few]);

        Assert.Equal([many.Id, few.Id], ranked.Where(pair => pair.Person == anna).Select(pair => pair.Other.Id));
        Assert.True(ranked[0].Gain > ranked[1].Gain);
        Assert.Equal(many.Id, ranked[0].Other.Id);
        Assert.True(ranked[0].Probability < ranked[1].Probability);
        Assert.Equal(20 * ranked[0].Probability, ranked[0].Gain, 4);
    }

    [Fact]
    public void Rank_LeavesOut_WhatIsNotAlikeAtAll()
    {
        var ranked = Rank([Person("anna", "Anna", 0, 5), Person("else", null, 1, 5), Person("far", null, 0, 5, similarity: 0.2)]);

        Assert.Empty(ranked);
    }

    [Fact]
    public void Rank_LeavesOut_WhatAPhotoOrAUserKeepsApart()
    {
        var anna = Person("anna", "Anna", 0, 5);
        var beside = Person("beside", null, 0, 5, similarity: 0.38);
        var different = Person("different", null, 0, 5, similarity: 0.38);
        var photo = Guid.NewGuid();
        anna.Frames.Add(photo);
        beside.Frames.Add(photo);

        var ranked = Ranking.Rank([anna, beside, different], [], (first, second) => different.Id == first || different.Id == second, Token);

        Assert.Empty(ranked);
    }

    [Fact]
    public void Rank_NeverAsks_WhetherTwoNamesAreOne_UnlessTheNamesAreTheSame()
    {
        var anna = Person("anna", "Anna", 0, 5);
        var ben = Person("ben", "Ben", 0, 5, similarity: 0.39);
        var again = Person("again", "anna", 1, 3);

        var only = Assert.Single(Rank([anna, ben, again]));

        Assert.Equal((anna.Id, again.Id), (only.Person.Id, only.Other.Id));
        Assert.Equal(0.9f, only.Probability);
    }

    [Fact]
    public void Rank_ComparesWaitingFacesWithPeople_ButNotWithEachOther()
    {
        var anna = Person("anna", "Anna", 0, 5);
        var first = Face("first", 0, 0.38);
        var second = Face("second", 0, 0.38);

        var ranked = Ranking.Rank([anna], [first, second], (_, _) => false, Token);

        Assert.Equal(2, ranked.Count);
        Assert.All(ranked, pair => Assert.Equal((anna.Id, true), (pair.Person.Id, pair.Other.IsFace)));
    }

    [Fact]
    public void Rank_AsksOnlyTheLikeliestOfOneFace_AndIsTheSameInAnyOrder()
    {
        var people = Enumerable.Range(0, 5)
            .Select(number => Person($"person {number}", $"Name {number}", 0, 4 + number, 0.9 - (0.001 * number))).ToList();
        var face = Face("face", 0, 0.42);

        var ranked = Ranking.Rank(people, [face], (_, _) => false, Token);
        people.Reverse();
        var reversed = Ranking.Rank(people, [face], (_, _) => false, Token);

        Assert.Equal(3, ranked.Count);
        Assert.Equal(ranked.Select(pair => pair.Person.Id), reversed.Select(pair => pair.Person.Id));
    }

    private static IReadOnlyList<RankedSuggestion> Rank(SuggestionSubject[] people) =>
        Ranking.Rank(people, [], (_, _) => false, Token);

    /// <summary>Faces that all look the same; of the given likeness to whoever lies on the axis itself.</summary>
    private static SuggestionSubject Person(string id, string? name, int axis, int faces, double similarity = 1) => new(
        SyntheticFaces.IdOf(id), false, name,
        [.. SyntheticFaces.Like(axis, similarity, 10 + (id[0] % 80)).Select(value => value * faces)],
        faces, []);

    private static SuggestionSubject Face(string id, int axis, double similarity) =>
        Person(id, null, axis, 1, similarity) with { IsFace = true };
}
