namespace Recognize.Models.Landmarks.Matching;

/// <summary>Linear least squares with few unknowns: rows are summed up as they come.</summary>
internal sealed class NormalEquations(int unknowns)
{
    private const double SmallestPivot = 1e-10;

    private readonly double[,] _matrix = new double[unknowns, unknowns + 1];

    /// <summary>Adds one equation: the row times the unknowns should be the value.</summary>
    public void Add(ReadOnlySpan<double> row, double value)
    {
        for (var i = 0; i < unknowns; i++)
        {
            if (row[i] == 0)
                continue;
            for (var j = 0; j < unknowns; j++)
                _matrix[i, j] += row[i] * row[j];
            _matrix[i, unknowns] += row[i] * value;
        }
    }

    /// <summary>The unknowns with the least squared error, or null when the equations do not determine them.</summary>
    public double[]? Solve()
    {
        var rest = (double[,])_matrix.Clone();
        for (var column = 0; column < unknowns; column++)
        {
            if (!TryPivot(rest, column))
                return null;
            for (var row = 0; row < unknowns; row++)
            {
                if (row == column)
                    continue;
                var factor = rest[row, column] / rest[column, column];
                for (var i = column; i <= unknowns; i++)
                    rest[row, i] -= factor * rest[column, i];
            }
        }
        var solution = new double[unknowns];
        for (var i = 0; i < unknowns; i++)
            solution[i] = rest[i, unknowns] / rest[i, i];
        return solution;
    }

    private bool TryPivot(double[,] rest, int column)
    {
        var best = column;
        for (var row = column + 1; row < unknowns; row++)
        {
            if (Math.Abs(rest[row, column]) > Math.Abs(rest[best, column]))
                best = row;
        }
        if (Math.Abs(rest[best, column]) < SmallestPivot)
            return false;
        if (best != column)
        {
            for (var i = column; i <= unknowns; i++)
                (rest[column, i], rest[best, i]) = (rest[best, i], rest[column, i]);
        }
        return true;
    }
}
