using System.Numerics;
using Recognize.Models.Faces.Index;

namespace Recognize.Tests.Faces.Index;

public sealed class SignSketchTests
{
    [Theory]
    [InlineData(96)]
    [InlineData(128)]
    [InlineData(512)]
    public void MostDifferent_LetsFewAlikePassByAndFewUnalikeThrough(int dimensions)
    {
        var random = new Random(31);
        var sketch = new SignSketch(dimensions);
        var most = sketch.MostDifferent(0.4f, slack: 1);

        var (kept, passed) = (0, 0);
        for (var i = 0; i < 1000; i++)
        {
            var vector = UnitVectorSamples.Next(random, dimensions);
            kept += Different(vector, UnitVectorSamples.Near(random, vector, 0.6)) <= most ? 1 : 0;
            passed += Different(vector, UnitVectorSamples.Next(random, dimensions)) <= most ? 1 : 0;
        }

        Assert.InRange(kept, 985, 1000);
        Assert.InRange(passed, 0, 60);

        int Different(float[] first, float[] second)
        {
            var (a, b) = (new ulong[sketch.Words], new ulong[sketch.Words]);
            sketch.Write(first, a);
            sketch.Write(second, b);
            return a.Zip(b, (x, y) => BitOperations.PopCount(x ^ y)).Sum();
        }
    }
}
