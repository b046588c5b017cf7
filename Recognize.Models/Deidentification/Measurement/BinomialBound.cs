namespace Recognize.Models.Deidentification.Measurement;

/// <summary>How large a share may be in truth, of which a sample shows some.</summary>
internal static class BinomialBound
{
    /// <summary>
    /// The one-sided upper bound of Clopper and Pearson: a true share above it would show so few in at most one of twenty
    /// samples. With none seen it is about three divided by the sample's size.
    /// </summary>
    /// <param name="seen">How many the sample shows.</param>
    /// <param name="count">The sample's size.</param>
    /// <returns>0..1; 1 for an empty sample.</returns>
    public static double Upper(int seen, int count)
    {
        const double Doubt = 0.05;
        ArgumentOutOfRangeException.ThrowIfNegative(seen);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seen, count);
        if (seen == count)
            return 1;
        double low = (double)seen / count, high = 1;
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            if (AtMost(seen, count, middle) > Doubt)
                low = middle;
            else
                high = middle;
        }
        return high;
    }

    /// <summary>Probability of at most so many successes.</summary>
    private static double AtMost(int seen, int count, double share)
    {
        var logShare = Math.Log(share);
        var logRest = Math.Log(1 - share);
        double logChoose = 0, sum = 0;
        for (var successes = 0; successes <= seen; successes++)
        {
            if (successes > 0)
                logChoose += Math.Log((double)(count - successes + 1) / successes);
            sum += Math.Exp(logChoose + (successes * logShare) + ((count - successes) * logRest));
        }
        return sum;
    }
}
