using System.Numerics;
using Recognize.Models.Faces.Index;

namespace Recognize.Tests.Faces.Index;

public sealed class SimilarityTileTests
{
    private const int Width = SimilarityTile.PanelVectors;

    [Theory]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(513)]
    [InlineData(1024)]
    public void Multiply_GivesAllDotProducts(int dimensions)
    {
        var vectors = UnitVectorSamples.Many(seed: 3, 2 * Width, dimensions);
        var (rows, columns) = (Pack(vectors[..Width]), Pack(vectors[Width..]));
        var products = new float[SimilarityTile.Rows * Width];

        for (var first = 0; first < Width; first += SimilarityTile.Rows)
        {
            SimilarityTile.Multiply(rows, first, columns, dimensions, products, floor: 2);

            for (var i = 0; i < products.Length; i++)
                Assert.Equal(
                    UnitVectorSamples.Dot(vectors[first + (i / Width)], vectors[Width + (i % Width)]), products[i], 1e-5);
        }
    }

    [Fact]
    public void Multiply_GivesTheSameBits_WhenRowsAndColumnsChangePlaces()
    {
        var vectors = UnitVectorSamples.Many(seed: 4, 2 * Width, 128);
        var (left, right) = (Pack(vectors[..Width]), Pack(vectors[Width..]));
        var forth = new float[SimilarityTile.Rows * Width];
        var back = new float[SimilarityTile.Rows * Width];

        SimilarityTile.Multiply(left, 8, right, 128, forth, floor: 2);
        SimilarityTile.Multiply(right, 24, left, 128, back, floor: 2);

        for (var r = 0; r < SimilarityTile.Rows; r++)
            for (var c = 0; c < SimilarityTile.Rows; c++)
                Assert.Equal(forth[(r * Width) + 24 + c], back[(c * Width) + 8 + r]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 17)]
    [InlineData(7, 31)]
    public void Multiply_TellsThatTheFloorIsReached_WhenOnePairReachesIt(int row, int column)
    {
        var rows = new float[Width];
        var columns = new float[Width];
        (rows[row], columns[column]) = (0.5f, 0.5f);
        var products = new float[SimilarityTile.Rows * Width];

        Assert.True(SimilarityTile.Multiply(rows, 0, columns, 1, products, floor: 0.25f));
        Assert.False(SimilarityTile.Multiply(rows, 0, columns, 1, products, floor: 0.26f));
    }

    [Fact]
    public void MultiplyPortable_AgreesWithTheWidestForm()
    {
        var vectors = UnitVectorSamples.Many(seed: 5, 2 * Width, 200);
        var (rows, columns) = (Pack(vectors[..Width]), Pack(vectors[Width..]));
        var wide = new float[SimilarityTile.Rows * Width];
        var portable = new float[SimilarityTile.Rows * Width];

        SimilarityTile.Multiply(rows, 0, columns, 200, wide, floor: 2);
        for (var r = 0; r < SimilarityTile.Rows; r += 4)
            for (var c = 0; c < Width; c += 2 * Vector<float>.Count)
                SimilarityTile.MultiplyPortable(ref rows[r], ref columns[c], 200, ref portable[(r * Width) + c], floor: 2);

        for (var i = 0; i < wide.Length; i++)
            Assert.Equal(wide[i], portable[i], 1e-5f);
    }

    private static float[] Pack(float[][] vectors)
    {
        var panel = new float[vectors[0].Length * Width];
        for (var position = 0; position < vectors.Length; position++)
            SimilarityTile.Pack(vectors[position], panel, position);
        return panel;
    }
}
