namespace Recognize.Models.Packs.Import;

/// <summary>Knows which TFLite operators can be imported, and what makes each.</summary>
internal static class TfliteSteps
{
    /// <exception cref="ImportRefusedException">The operator, or a setting of it, is not supported; the message names it.</exception>
    public static void Convert(TfliteConversion network, TfliteOperator step)
    {
        switch (step.Name)
        {
            case "CONV_2D":
                TfliteConvolutions.Convolution(network, step);
                break;
            case "DEPTHWISE_CONV_2D":
                TfliteConvolutions.DepthwiseConvolution(network, step);
                break;
            case "AVERAGE_POOL_2D" or "MAX_POOL_2D":
                TfliteConvolutions.Pool(network, step);
                break;
            case "FULLY_CONNECTED":
                TfliteConvolutions.Dense(network, step);
                break;
            case "RESHAPE" or "SQUEEZE" or "EXPAND_DIMS":
                TfliteShapes.Reshape(network, step);
                break;
            case "PAD":
                TfliteShapes.Pad(network, step);
                break;
            case "MEAN":
                TfliteShapes.Mean(network, step);
                break;
            case "CONCATENATION":
                TfliteShapes.Concatenate(network, step);
                break;
            case "SPLIT":
                TfliteShapes.Split(network, step);
                break;
            case "QUANTIZE":
                TfliteShapes.Same(network, step, network.Tensor(step, 0));
                break;
            case "DEQUANTIZE":
                TfliteShapes.Dequantize(network, step);
                break;
            case "ADD":
                TfliteElements.Combine(network, step, "Add");
                break;
            case "SUB":
                TfliteElements.Combine(network, step, "Sub");
                break;
            case "MUL":
                TfliteElements.Combine(network, step, "Mul");
                break;
            case "LOGISTIC":
                TfliteElements.Single(network, step, "Sigmoid");
                break;
            case "TANH":
                TfliteElements.Single(network, step, "Tanh");
                break;
            case "HARD_SWISH":
                TfliteElements.Single(network, step, "HardSwish");
                break;
            case "RELU":
                TfliteElements.Single(network, step, "Relu");
                break;
            case "RELU6":
                TfliteElements.Clamp(network, step, 0, 6);
                break;
            case "RELU_N1_TO_1":
                TfliteElements.Clamp(network, step, -1, 1);
                break;
            case "SOFTMAX":
                TfliteElements.SoftMax(network, step);
                break;
            default:
                throw new ImportRefusedException($"the operator {step.Name} is not supported");
        }
    }
}
