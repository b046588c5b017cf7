namespace Recognize.Models.Packs.Import;

/// <summary>
/// Quantised weights of a convolution as signed bytes around zero, which the runtime multiplies up to twice as fast as
/// weights around another zero point. Exact wherever the weights of an output lie within 127 steps of their zero point,
/// as nearly all do; where one lies further, that output's weights get a slightly wider step of their own.
/// </summary>
/// <param name="Values">The weights, in the order of the file.</param>
/// <param name="Scales">The step: one, or one for each output.</param>
/// <param name="Widening">By how much each output's step was widened; 1 where the weights are exact.</param>
internal sealed record SymmetricWeights(sbyte[] Values, float[] Scales, double[] Widening)
{
    /// <param name="weights">A quantised constant.</param>
    /// <param name="outputAxis">The dimension that counts the outputs.</param>
    public static SymmetricWeights From(TfliteTensor weights, int outputAxis)
    {
        var outputs = weights.Shape[outputAxis];
        var inner = weights.Shape.Skip(outputAxis + 1).Aggregate(1, (product, size) => product * size);
        var steps = new int[weights.Data.Length];
        var furthest = new int[outputs];
        for (var index = 0; index < steps.Length; index++)
        {
            var output = index / inner % outputs;
            steps[index] = weights.StepsFromZero(index, output);
            furthest[output] = Math.Max(furthest[output], Math.Abs(steps[index]));
        }
        var widening = Array.ConvertAll(furthest, far => Math.Max(1, far / 127.0));
        var values = new sbyte[steps.Length];
        for (var index = 0; index < values.Length; index++)
            values[index] = (sbyte)Math.Round(steps[index] / widening[index / inner % outputs]);
        var isOneStep = weights.Scales.Length == 1 && Array.TrueForAll(widening, factor => factor == 1);
        float[] scales = isOneStep
            ? weights.Scales
            : [.. widening.Select((factor, output) => (float)(factor * weights.Scales[weights.Scales.Length == 1 ? 0 : output]))];
        return new SymmetricWeights(values, scales, widening);
    }
}
