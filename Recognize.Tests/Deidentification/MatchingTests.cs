using Recognize.Models.Deidentification.Measurement;

namespace Recognize.Tests.Deidentification;

public sealed class MatchingTests
{
    [Fact]
    public void Threshold_IsPassedByOneStrangerInAThousand_AndFoundCountsWhoIsAboveIt()
    {
        // Forty people with two photos each, in a plane: everybody a little further round than the one before.
        var people = Enumerable.Range(0, 80).Select(photo => photo / 2).ToList();
        var vectors = people.Select((person, photo) => Direction((person * 0.06f) + (photo % 2 * 0.01f))).ToList();
        var matching = new Matching(people, [.. Enumerable.Range(0, 80).Select(photo => photo ^ 1)]);

        var threshold = matching.Threshold(vectors, vectors);
        var strangers = (from one in Enumerable.Range(0, 80)
                         from other in Enumerable.Range(0, 80)
                         where people[one] != people[other]
                         select Dot(vectors[one], vectors[other])).ToList();

        Assert.Equal(strangers.Count, matching.StrangerPairs());
        Assert.True(strangers.Count(similarity => similarity > threshold) <= strangers.Count / 1000);
        Assert.True(strangers.Count(similarity => similarity >= threshold) > strangers.Count / 1000);
        Assert.Equal(80, matching.Found(vectors, vectors, threshold));
        Assert.Equal(0, matching.Found(vectors, vectors, threshold: 1.01f));
    }

    private static float[] Direction(float angle) => [MathF.Cos(angle), MathF.Sin(angle)];

    private static float Dot(float[] one, float[] other) => (one[0] * other[0]) + (one[1] * other[1]);
}
