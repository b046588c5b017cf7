using Recognize.Models.Inference;
using Recognize.Models.Objects;

namespace Recognize.Tests.Objects;

public sealed class CenterNetDetectorTests
{
    private const int Cells = CenterNetDetector.Cells;
    private const int Plane = Cells * Cells;
    private const int Dog = 16;
    private const int Horse = 17;

    private readonly float[] _scores = new float[80 * Plane];
    private readonly float[] _sizes = new float[4 * Plane];

    [Fact]
    public void Decode_PlacesTheBoxInThePhoto_WhenACellIsAPeak()
    {
        Put(Dog, 10, 5, 0.7f, 8, 12, 20, 16);

        var found = Assert.Single(Decode(stretchX: 2, stretchY: 3));

        Assert.Equal(new FoundObject(Dog, new ScoredBox((40 - 8) * 2, (20 - 12) * 3, 28 * 2, 28 * 3, 0.7f)), found);
    }

    [Fact]
    public void Decode_LeavesOutTheSlopes_WhenTheyAreSureToo()
    {
        Put(Dog, 10, 5, 0.6f, 8, 8, 8, 8);
        Put(Dog, 11, 6, 0.8f, 8, 8, 8, 8);
        Put(Dog, 12, 6, 0.7f, 8, 8, 8, 8);

        Assert.Equal(0.8f, Assert.Single(Decode()).Box.Score);
    }

    [Fact]
    public void Decode_CountsAPeakOnce_WhenNeighboursScoreTheSame()
    {
        Put(Dog, 10, 5, 0.6f, 8, 8, 8, 8);
        Put(Dog, 11, 5, 0.6f, 8, 8, 8, 8);
        Put(Dog, 10, 6, 0.6f, 8, 8, 8, 8);

        Assert.Equal(40 - 8, Assert.Single(Decode()).Box.X);
    }

    [Fact]
    public void Decode_KeepsBoth_WhenClassesPeakInOneCell()
    {
        Put(Dog, 10, 5, 0.6f, 8, 8, 8, 8);
        Put(Horse, 10, 5, 0.5f, 8, 8, 8, 8);

        Assert.Equal([Dog, Horse], Decode().Select(item => item.Class));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(Cells - 1, 0)]
    [InlineData(0, Cells - 1)]
    [InlineData(Cells - 1, Cells - 1)]
    public void Decode_FindsThePeak_WhenItIsInACorner(int column, int row)
    {
        Put(Dog, column, row, 0.6f, 8, 8, 8, 8);
        // The cell that is next in memory, but across the border, and the next class's: no neighbours.
        Put(Dog, Cells - 1 - column, row, 0.9f, 8, 8, 8, 8);
        Put(Horse, column, Cells - 1 - row, 0.9f, 8, 8, 8, 8);

        var found = Assert.Single(Decode(), item => item is { Class: Dog, Box.Score: 0.6f });

        Assert.Equal((column * 4f) - 8, found.Box.X);
        Assert.Equal((row * 4f) - 8, found.Box.Y);
    }

    [Theory]
    [InlineData(0.29f, 8)]
    [InlineData(float.NaN, 8)]
    [InlineData(0.7f, 0)]
    [InlineData(0.7f, -8)]
    [InlineData(0.7f, float.NaN)]
    public void Decode_FindsNothing_WhenThePeakIsLowOrHasNoSize(float score, float side)
    {
        Put(Dog, 10, 5, score, side, 8, side, 8);

        Assert.Empty(Decode());
    }

    [Fact]
    public void Distinct_KeepsTheSurestOfAClass_WhenBoxesOverlap()
    {
        var kept = CenterNetDetector.Distinct([Box(Dog, 0, 0.5f), Box(Dog, 20, 0.7f), Box(Dog, 90, 0.6f)]);

        Assert.Equal([0.7f, 0.6f], kept.Select(item => item.Box.Score));
    }

    [Fact]
    public void Distinct_KeepsOneClass_WhenTwoShareABox()
    {
        var kept = CenterNetDetector.Distinct([Box(Horse, 0, 0.5f), Box(Dog, 5, 0.6f), Box(Horse, 40, 0.45f)]);

        Assert.Equal([Dog, Horse], kept.Select(item => item.Class));
        Assert.Equal(40, kept[1].Box.X);
    }

    private List<FoundObject> Decode(float stretchX = 1, float stretchY = 1) =>
        CenterNetDetector.Decode(_scores, _sizes, stretchX, stretchY, 0.3f);

    private void Put(int label, int column, int row, float score, params ReadOnlySpan<float> sides)
    {
        var cell = (row * Cells) + column;
        _scores[(label * Plane) + cell] = score;
        for (var side = 0; side < 4; side++)
            _sizes[(side * Plane) + cell] = sides[side];
    }

    private static FoundObject Box(int label, float x, float score) => new(label, new ScoredBox(x, 0, 100, 100, score));
}
