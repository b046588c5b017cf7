namespace Recognize.Tests.Packs.Import;

/// <summary>A plain convolution over [height, width, 3] with weights [outputs, kernel, kernel, 3], as TFLite defines it.</summary>
internal sealed class ReferenceConvolution(int kernel, int stride, int dilation, bool isSame)
{
    private int Reach => (kernel - 1) * dilation + 1;

    public int[] Shape(int height, int width, int outputs) => [1, Results(height), Results(width), outputs];

    public float[] Run(float[] pixels, int height, int width, float[] weights, float[] bias)
    {
        var results = new List<float>();
        for (var y = 0; y < Results(height); y++)
        {
            for (var x = 0; x < Results(width); x++)
            {
                for (var output = 0; output < bias.Length; output++)
                    results.Add(bias[output] + At(pixels, height, width, weights, y, x, output));
            }
        }
        return [.. results];
    }

    private float At(float[] pixels, int height, int width, float[] weights, int y, int x, int output)
    {
        var sum = 0f;
        for (var index = 0; index < kernel * kernel * 3; index++)
        {
            var row = y * stride - Before(height) + index / (kernel * 3) * dilation;
            var column = x * stride - Before(width) + index / 3 % kernel * dilation;
            if (row >= 0 && row < height && column >= 0 && column < width)
                sum += pixels[(row * width + column) * 3 + index % 3] * weights[output * kernel * kernel * 3 + index];
        }
        return sum;
    }

    private int Results(int size) => isSame ? (size + stride - 1) / stride : (size - Reach) / stride + 1;

    private int Before(int size) => isSame ? Math.Max(0, (Results(size) - 1) * stride + Reach - size) / 2 : 0;
}
