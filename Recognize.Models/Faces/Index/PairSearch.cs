using System.Buffers;

namespace Recognize.Models.Faces.Index;

/// <summary>
/// Finds all pairs of vectors whose dot product reaches a floor, by exact comparison in tiles that stay in the
/// processor's cache. Memory does not depend on the number of vectors.
/// </summary>
internal static class PairSearch
{
    /// <summary>Numbers in a packed block of rows: half a mebibyte, so that it stays in a core's own cache.</summary>
    private const int BlockNumbers = 1 << 17;

    /// <summary>Columns in one piece of work: few enough to share out evenly, enough to pay for packing the rows.</summary>
    private const int ColumnsPerItem = 4096;

    /// <summary>Compares every row with every column.</summary>
    /// <param name="rows">Vectors, all of one length.</param>
    /// <param name="columns">Vectors of the same length.</param>
    /// <param name="floor">What a product must reach.</param>
    /// <param name="found">Receives row, column and product from several threads at once, in no order.</param>
    /// <param name="degreeOfParallelism">Threads.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static void Between(
        ReadOnlyMemory<float[]> rows, ReadOnlyMemory<float[]> columns, float floor, Action<int, int, float> found,
        int degreeOfParallelism, CancellationToken cancellationToken) =>
        Run(rows, columns, upperTriangle: false, floor, found, degreeOfParallelism, cancellationToken);

    /// <summary>
    /// Compares the first vectors with each other, each pair once, and with all that follow; those that follow are not
    /// compared among themselves. Of the two indices that <paramref name="found"/> receives the first is the smaller.
    /// </summary>
    /// <inheritdoc cref="Between"/>
    public static void Among(
        ReadOnlyMemory<float[]> vectors, int first, float floor, Action<int, int, float> found,
        int degreeOfParallelism, CancellationToken cancellationToken) =>
        Run(vectors[..first], vectors, upperTriangle: true, floor, found, degreeOfParallelism, cancellationToken);

    private static void Run(
        ReadOnlyMemory<float[]> rows, ReadOnlyMemory<float[]> columns, bool upperTriangle, float floor,
        Action<int, int, float> found, int degreeOfParallelism, CancellationToken cancellationToken)
    {
        if (rows.IsEmpty || columns.IsEmpty)
            return;
        var dimensions = rows.Span[0].Length;
        var rowsPerItem = Math.Clamp(
            BlockNumbers / dimensions / SimilarityTile.PanelVectors * SimilarityTile.PanelVectors,
            SimilarityTile.PanelVectors,
            1024);
        var items = new List<(int Row, int Column)>();
        for (var row = 0; row < rows.Length; row += rowsPerItem)
            for (var column = upperTriangle ? row : 0; column < columns.Length; column += ColumnsPerItem)
                items.Add((row, column));

        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = degreeOfParallelism,
            CancellationToken = cancellationToken,
        };
        // One piece is not worth waking other threads for: placing a single face is a matter of a millisecond.
        if (items.Count == 1)
            Search(0);
        else
            Parallel.For(0, items.Count, parallel, Search);

        void Search(int item)
        {
            var (row, column) = items[item];
            var block = rows[row..Math.Min(row + rowsPerItem, rows.Length)];
            var chunk = columns[column..Math.Min(column + ColumnsPerItem, columns.Length)];
            var search = new Item(row, block.Length, column, upperTriangle, floor, found, dimensions);
            search.Run(block.Span, chunk.Span, cancellationToken);
        }
    }

    private readonly record struct Item(
        int FirstRow, int RowCount, int FirstColumn, bool UpperTriangle, float Floor, Action<int, int, float> Found,
        int Dimensions)
    {
        public void Run(ReadOnlySpan<float[]> rows, ReadOnlySpan<float[]> columns, CancellationToken cancellationToken)
        {
            const int Width = SimilarityTile.PanelVectors;
            var panelLength = Width * Dimensions;
            var packed = ArrayPool<float>.Shared.Rent((rows.Length + Width - 1) / Width * panelLength);
            var panel = ArrayPool<float>.Shared.Rent(panelLength);
            Span<float> products = stackalloc float[SimilarityTile.Rows * Width];
            for (var row = 0; row < rows.Length; row += Width)
                Pack(rows[row..Math.Min(row + Width, rows.Length)], packed.AsSpan(row / Width * panelLength, panelLength));

            for (var column = 0; column < columns.Length; column += Width)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var width = Math.Min(Width, columns.Length - column);
                Pack(columns.Slice(column, width), panel.AsSpan(0, panelLength));
                for (var row = 0; row < rows.Length; row += SimilarityTile.Rows)
                {
                    if (UpperTriangle && FirstColumn + column + width <= FirstRow + row)
                        break;
                    var rowPanel = packed.AsSpan(row / Width * panelLength, panelLength);
                    if (SimilarityTile.Multiply(rowPanel, row % Width, panel, Dimensions, products, Floor))
                        Report(products, row, column, width);
                }
            }
            ArrayPool<float>.Shared.Return(panel);
            ArrayPool<float>.Shared.Return(packed);
        }

        private void Report(ReadOnlySpan<float> products, int row, int column, int width)
        {
            var height = Math.Min(SimilarityTile.Rows, RowCount - row);
            for (var r = 0; r < height; r++)
                for (var c = 0; c < width; c++)
                {
                    var product = products[(r * SimilarityTile.PanelVectors) + c];
                    if (product >= Floor && (!UpperTriangle || FirstColumn + column + c > FirstRow + row + r))
                        Found(FirstRow + row + r, FirstColumn + column + c, product);
                }
        }

        private static void Pack(ReadOnlySpan<float[]> vectors, Span<float> panel)
        {
            for (var position = 0; position < vectors.Length; position++)
                SimilarityTile.Pack(vectors[position], panel, position);
            // What an earlier use left in the other places must not reach the floor.
            for (var position = vectors.Length; position < SimilarityTile.PanelVectors; position++)
                for (var at = position; at < panel.Length; at += SimilarityTile.PanelVectors)
                    panel[at] = 0;
        }
    }
}
