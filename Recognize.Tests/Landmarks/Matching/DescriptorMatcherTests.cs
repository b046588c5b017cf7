using Recognize.Models.Landmarks.Features;
using Recognize.Models.Landmarks.Matching;

namespace Recognize.Tests.Landmarks.Matching;

public sealed class DescriptorMatcherTests
{
    [Fact]
    public void Match_PairsThoseThatAreEachOthersNearest()
    {
        var (first, second) = (Random(seed: 1, count: 60), Random(seed: 2, count: 45));

        var matches = DescriptorMatcher.Match(first, second);

        Assert.Equal(ByDefinition(first, second), matches);
        Assert.NotEmpty(matches);
    }

    [Fact]
    public void Match_FindsNothing_WhenAnImageHasNoFeatures()
    {
        var none = new LocalFeatures(10, 10, [], []);

        Assert.Empty(DescriptorMatcher.Match(none, Random(1, 5)));
        Assert.Empty(DescriptorMatcher.Match(Random(1, 5), none));
    }

    [Fact]
    public void Dot_DoesNotOverflow_AtTheLargestNorm()
    {
        var descriptor = new byte[LocalFeatures.DescriptorLength];
        descriptor[0] = descriptor[1] = 127;

        Assert.Equal(2 * 127 * 127, new WideDescriptor(descriptor).Dot(descriptor));
    }

    private static LocalFeatures Random(int seed, int count)
    {
        var random = new Random(seed);
        var descriptors = new byte[count * LocalFeatures.DescriptorLength];
        for (var i = 0; i < descriptors.Length; i++)
            descriptors[i] = (byte)random.Next(0, 24);
        return new LocalFeatures(10, 10, new LocalFeature[count], descriptors);
    }

    private static List<FeatureMatch> ByDefinition(LocalFeatures first, LocalFeatures second)
    {
        var matches = new List<FeatureMatch>();
        for (var i = 0; i < first.Count; i++)
        {
            var nearest = Enumerable.Range(0, second.Count).MinBy(j => Distance(first, i, second, j));
            if (Enumerable.Range(0, first.Count).MinBy(k => Distance(first, k, second, nearest)) == i)
                matches.Add(new FeatureMatch(i, nearest));
        }
        return matches;
    }

    private static int Distance(LocalFeatures first, int i, LocalFeatures second, int j)
    {
        var sum = 0;
        for (var k = 0; k < LocalFeatures.DescriptorLength; k++)
        {
            var difference = first.Descriptor(i)[k] - second.Descriptor(j)[k];
            sum += difference * difference;
        }
        return sum;
    }
}
