using Recognize.Models.Contacts.Matching;
using Recognize.Models.Faces.Grouping;
using Recognize.Tests.Faces.Grouping;

namespace Recognize.Tests.Contacts.Matching;

/// <summary>Contacts lie along axes 0, 1, …; what is said to be so much like one has that similarity to its portrait.</summary>
public sealed class ContactMatcherTests
{
    /// <summary>Of one pair .54 is a fact and .45 a question; of many pairs .48 and .42. The lead is .05.</summary>
    private static readonly MatchLimits Limits = MatchLimits.For(SyntheticFaces.Limits);

    private int _axis = 40;

    [Fact]
    public void Decide_LinksAndNamesAGroup_ThatIsAlikeEnough()
    {
        var matches = Match([Contact("Anna", 0)], person: Person("a", null, 0.6, 0.6, 0.6));

        var match = Assert.Single(matches.People);
        Assert.Equal((Id("a"), true, "Anna"), (match.PersonId!.Value, match.TakesName, match.Name));
        Assert.Equal(3, match.Faces.Count);
        Assert.Empty(matches.Suggestions);
    }

    [Fact]
    public void Decide_ConfirmsOnlyFaces_ThatAreAlikeThemselves()
    {
        var matches = Match([Contact("Anna", 0)], person: Person("a", null, 0.65, 0.6, 0.35));

        Assert.Equal([Id("a0"), Id("a1")], Assert.Single(matches.People).Faces.Select(face => face.FaceId));
    }

    [Theory]
    [InlineData(0.56, true, false)]
    [InlineData(0.5, false, true)]
    [InlineData(0.4, false, false)]
    public void Decide_TakesAFaceOfNobodys_ByItsSimilarity(double similarity, bool isFact, bool isQuestion)
    {
        var matches = Match([Contact("Anna", 0)], Face("f", 0, similarity));

        Assert.Equal(isFact, matches.People.Any(match => match.PersonId is null && match.Faces.Single().FaceId == Id("f")));
        Assert.Equal(isQuestion, matches.Suggestions.Any(question => question.FaceId == Id("f")));
    }

    [Fact]
    public void Decide_Asks_WhenAnotherContactIsAlmostAsAlike()
    {
        var face = new MatchFace(Id("f"), Id("p"), SyntheticFaces.Vector((0, 0.62), (1, 0.6), (30, 0.505)), 1);

        var matches = Match([Contact("Anna", 0), Contact("Berta", 1)], face);

        Assert.Empty(matches.People);
        Assert.Equal(Id("Anna"), Assert.Single(matches.Suggestions).ContactId);
    }

    [Fact]
    public void Decide_Asks_WhenTwoPeopleAreAlmostAsAlike()
    {
        var matcher = new ContactMatcher([Contact("Anna", 0)], Limits);
        Add(matcher, Person("a", null, 0.6, 0.6));
        Add(matcher, Person("b", null, 0.58, 0.58));

        var matches = matcher.Decide();

        Assert.Empty(matches.People);
        Assert.Equal([Id("a"), Id("b")], matches.Suggestions.Select(question => question.PersonId!.Value));
    }

    [Fact]
    public void Decide_NeverRenames_AndLinksTheSameName()
    {
        var other = Match([Contact("Anna", 0)], person: Person("a", "Mum", 0.8, 0.8));
        var same = Match([Contact("Anna Berg", 0)], person: Person("a", "anna  BERG", 0.45, 0.45));

        Assert.Empty(other.People);
        Assert.Equal(Id("a"), Assert.Single(other.Suggestions).PersonId);
        Assert.Equal((Id("a"), false), (Assert.Single(same.People).PersonId!.Value, same.People[0].TakesName));
    }

    [Fact]
    public void Decide_NeverBringsBack_WhatWasRefusedOrRejected()
    {
        var refused = Contact("Anna", 0) with { RefusedPeople = new HashSet<Guid> { Id("a") }, RefusedFaces = new HashSet<Guid> { Id("f") } };
        var linked = Contact("Anna", 0) with { PersonId = Id("a") };
        var rejected = Face("f", 0, 0.9) with { RejectedPeople = [Id("a")] };

        var matcher = new ContactMatcher([refused], Limits);
        Add(matcher, Person("a", null, 0.9, 0.9));
        matcher.AddFace(Face("f", 0, 0.9));
        var afterRefusal = matcher.Decide();
        matcher = new ContactMatcher([linked], Limits);
        Add(matcher, Person("a", "Anna", 0.4, 0.4));
        matcher.AddFace(rejected);
        var afterRejection = matcher.Decide();

        Assert.Empty(afterRefusal.People);
        Assert.Empty(afterRefusal.Suggestions);
        Assert.Empty(Assert.Single(afterRejection.People).Faces);
        Assert.Empty(afterRejection.Suggestions);
    }

    [Fact]
    public void Decide_GivesALinkedPersonMoreFaces_ButOneOfAPhoto()
    {
        var matcher = new ContactMatcher([Contact("Anna", 0) with { PersonId = Id("a") }], Limits);
        Add(matcher, Person("a", "Anna", 0.3, 0.3));
        matcher.AddFace(Face("better", 0, 0.8) with { PhotoId = Id("one photo") });
        matcher.AddFace(Face("worse", 0, 0.7) with { PhotoId = Id("one photo") });
        matcher.AddFace(Face("taken", 0, 0.8) with { PhotoId = Id("photo a0") });

        var match = Assert.Single(matcher.Decide().People);

        Assert.Equal((Id("a"), null, false), (match.PersonId!.Value, match.Similarity, match.TakesName));
        Assert.Equal([Id("better")], match.Faces.Select(face => face.FaceId));
    }

    [Fact]
    public void Decide_TakesTheSameCardOfTwoAddressBooks_ForOne()
    {
        var second = Contact("ANNA", 0) with { Id = Id("second card") };

        var match = Assert.Single(Match([Contact("Anna", 0), second], person: Person("a", null, 0.7, 0.7)).People);

        Assert.Equal(new[] { Id("Anna"), Id("second card") }.Order(), match.Contacts.Order());
    }

    [Fact]
    public void Decide_IsStricter_WithPoorFacesAndManyComparisons()
    {
        Assert.Single(Match([Contact("Anna", 0)], Face("f", 0, 0.56)).People);
        Assert.Empty(Match([Contact("Anna", 0)], Face("f", 0, 0.56) with { Quality = 0.25f }).People);
        Assert.Empty(Match([Contact("Anna", 0)], Face("f", 0, 0.9) with { Quality = 0.1f }).People);
        Assert.True(Limits.Fact(1, 1, 1.25e6) - Limits.Fact(1, 1, 1.25e5) is > 0.06f and < 0.07f);
        Assert.Equal(Limits.Fact(1, 1, 10), Limits.Fact(1, 1, 1.25e5));
    }

    [Fact]
    public void Decide_DoesNotDependOnTheOrder()
    {
        var contacts = Enumerable.Range(0, 8).Select(i => Contact($"c{i}", i)).ToList();
        var people = Enumerable.Range(0, 8).Select(i => Person($"p{i}", null, [.. Enumerable.Repeat(0.4 + (0.05 * i), 3)], axis: i)).ToList();
        var faces = Enumerable.Range(0, 40).Select(i => Face($"f{i}", i % 8, 0.35 + (0.01 * i))).ToList();

        string Run(int seed)
        {
            var random = new Random(seed);
            var matcher = new ContactMatcher(contacts.OrderBy(_ => random.Next()).ToList(), Limits);
            foreach (var person in people.OrderBy(_ => random.Next()))
                Add(matcher, person);
            foreach (var face in faces.OrderBy(_ => random.Next()))
                matcher.AddFace(face);
            var matches = matcher.Decide();
            return string.Join('\n', matches.People.Select(match => $"{match.Name} {match.PersonId} {string.Join(',', match.Faces)}").Order())
                + string.Join('\n', matches.Suggestions.Select(question => question.ToString()).Order());
        }

        var first = Run(0);
        Assert.All(Enumerable.Range(1, 5), seed => Assert.Equal(first, Run(seed)));
    }

    private static ContactMatches Match(MatchContact[] contacts, MatchFace? face = null, TestPerson? person = null)
    {
        var matcher = new ContactMatcher(contacts, Limits);
        if (person is not null)
            Add(matcher, person);
        if (face is not null)
            matcher.AddFace(face);
        return matcher.Decide();
    }

    private static void Add(ContactMatcher matcher, TestPerson person)
    {
        var sum = new float[SyntheticFaces.Dimensions];
        foreach (var face in person.Faces)
            System.Numerics.Tensors.TensorPrimitives.Add<float>(sum, face.Embedding, sum);
        matcher.AddPerson(person.Id, person.Name, [new GroupFacet(sum, person.Faces.Count)], person.Faces);
    }

    private static MatchContact Contact(string name, int axis) => new(
        Id(name), name, [new MatchPortrait(SyntheticFaces.Vector((axis, 1)), 1)], null, new HashSet<Guid>(), new HashSet<Guid>());

    private MatchFace Face(string name, int axis, double similarity) =>
        new(Id(name), Id($"photo {name}"), SyntheticFaces.Like(axis, similarity, 40 + (_axis++ % 50)), 1);

    private TestPerson Person(string name, string? called, params double[] similarities) => Person(name, called, similarities, axis: 0);

    private TestPerson Person(string name, string? called, double[] similarities, int axis) =>
        new(Id(name), called, [.. similarities.Select((similarity, i) => Face($"{name}{i}", axis, similarity))]);

    private static Guid Id(string name) => SyntheticFaces.IdOf(name);

    private sealed record TestPerson(Guid Id, string? Name, IReadOnlyList<MatchFace> Faces);
}
