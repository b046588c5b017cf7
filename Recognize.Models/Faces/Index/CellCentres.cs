using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Recognize.Models.Faces.Index;

/// <summary>Unit vectors that divide the sphere into cells; a vector belongs to the centre it is most similar to.</summary>
/// <param name="values">All centres one after another.</param>
/// <param name="dimensions">Length of a centre.</param>
/// <param name="trainedOn">How many faces the index held when these were made.</param>
internal sealed class CellCentres(float[] values, int dimensions, int trainedOn)
{
    private readonly Lazy<float[][]> _panels = new(() => Pack(values, dimensions));

    public int Count => values.Length / dimensions;

    public int TrainedOn => trainedOn;

    public ReadOnlySpan<float> Values => values;

    /// <summary>The cell of one vector.</summary>
    public int Nearest(ReadOnlySpan<float> vector)
    {
        var (best, most) = (0, float.NegativeInfinity);
        for (var centre = 0; centre < Count; centre++)
        {
            var similarity = TensorPrimitives.Dot(vector, values.AsSpan(centre * dimensions, dimensions));
            if (similarity > most)
                (best, most) = (centre, similarity);
        }
        return best;
    }

    /// <summary>The given number of cells, the most similar first.</summary>
    /// <param name="vector">What is looked for.</param>
    /// <param name="cells">Receives the cells.</param>
    public void Probe(ReadOnlySpan<float> vector, Span<int> cells)
    {
        var distances = ArrayPool<float>.Shared.Rent(Count);
        var order = ArrayPool<int>.Shared.Rent(Count);
        for (var centre = 0; centre < Count; centre++)
        {
            distances[centre] = -TensorPrimitives.Dot(vector, values.AsSpan(centre * dimensions, dimensions));
            order[centre] = centre;
        }
        distances.AsSpan(0, Count).Sort(order.AsSpan(0, Count));
        order.AsSpan(0, cells.Length).CopyTo(cells);
        ArrayPool<float>.Shared.Return(distances);
        ArrayPool<int>.Shared.Return(order);
    }

    /// <summary>The cells of up to <see cref="SimilarityTile.PanelVectors"/> packed vectors.</summary>
    public void NearestOfPanel(ReadOnlySpan<float> panel, Span<int> cells)
    {
        const int Width = SimilarityTile.PanelVectors;
        Span<float> products = stackalloc float[SimilarityTile.Rows * Width];
        Span<float> most = stackalloc float[Width];
        Span<int> best = stackalloc int[Width];
        most.Fill(float.NegativeInfinity);
        best.Clear();
        for (var centre = 0; centre < Count; centre += SimilarityTile.Rows)
        {
            SimilarityTile.Multiply(_panels.Value[centre / Width], centre % Width, panel, dimensions, products, floor: 2);
            var rows = Math.Min(SimilarityTile.Rows, Count - centre);
            for (var lane = 0; lane < Width; lane += Vector<float>.Count)
            {
                var (similarity, cell) = (new Vector<float>(most[lane..]), new Vector<int>(best[lane..]));
                for (var row = 0; row < rows; row++)
                {
                    var product = new Vector<float>(products[((row * Width) + lane)..]);
                    var better = Vector.GreaterThan(product, similarity);
                    similarity = Vector.ConditionalSelect(better, product, similarity);
                    cell = Vector.ConditionalSelect(better, Vector.Create(centre + row), cell);
                }
                similarity.CopyTo(most[lane..]);
                cell.CopyTo(best[lane..]);
            }
        }
        best[..cells.Length].CopyTo(cells);
    }

    private static float[][] Pack(float[] values, int dimensions)
    {
        const int Width = SimilarityTile.PanelVectors;
        var count = values.Length / dimensions;
        var panels = new float[(count + Width - 1) / Width][];
        for (var centre = 0; centre < count; centre++)
        {
            var panel = panels[centre / Width] ??= new float[Width * dimensions];
            SimilarityTile.Pack(values.AsSpan(centre * dimensions, dimensions), panel, centre % Width);
        }
        return panels;
    }
}
