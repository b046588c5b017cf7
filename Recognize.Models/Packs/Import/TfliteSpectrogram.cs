namespace Recognize.Models.Packs.Import;

/// <summary>Takes apart the spectrogram that a network for sounds begins with.</summary>
internal static class TfliteSpectrogram
{
    /// <summary>The step whose result is the patch the network proper works on, [1,frames,bands].</summary>
    public static (int Step, TfliteTensor Patch) FindPatch(TfliteModel model)
    {
        for (var step = 0; step < model.Operators.Count; step++)
        {
            if (model.Operators[step].Name != "LOG")
                continue;
            if (step + 1 < model.Operators.Count && model.Operators[step + 1] is { Name: "RESHAPE", Outputs: [var result] }
                && model.Tensors[result] is { Rank: 3 } patch && patch.Shape[0] == 1)
            {
                return (step + 1, patch);
            }
        }
        throw new ImportRefusedException("its spectrogram does not end in the logarithm of a patch");
    }

    /// <exception cref="ImportRefusedException">The spectrogram is not made in the way that is known.</exception>
    public static SpectrogramConstants Read(ReadOnlyMemory<byte> file)
    {
        var model = TfliteReader.Read(file);
        var (last, patch) = FindPatch(model);
        var steps = model.Operators.Take(last).ToList();
        var window = Constant(model, Only(steps, "MUL"), 1);
        var mel = Constant(model, Only(steps, "FULLY_CONNECTED"), 1);
        var floor = Constant(model, Only(steps, "FULLY_CONNECTED"), 2);
        var length = Constant(model, Only(steps, "RFFT2D"), 1).ToIntegers();
        var (frames, bands) = (patch.Shape[1], patch.Shape[2]);
        if (length is not [1, var fft] || fft < window.Count || mel.Rank != 2 || mel.Shape[0] != bands
            || mel.Shape[1] != fft / 2 + 1 || floor.Count != bands || steps.All(step => step.Name != "COMPLEX_ABS"))
        {
            throw Unknown();
        }
        return new SpectrogramConstants(
            window.ToFloats(), FrameStep(model, steps), fft, frames, bands, mel.ToFloats(), floor.ToFloats());
    }

    private static int FrameStep(TfliteModel model, List<TfliteOperator> steps)
    {
        // The sound is cut into short blocks; a frame gathers some that follow each other.
        var gather = Only(steps, "GATHER");
        var numbers = Constant(model, gather, 1);
        var blocks = model.Tensors[gather.Inputs[0]];
        var indices = numbers.ToIntegers();
        if (numbers.Rank != 2 || numbers.Shape[0] < 2 || blocks.Rank != 2)
            throw Unknown();
        var step = (indices[numbers.Shape[1]] - indices[0]) * (long)blocks.Shape[1];
        return step is > 0 and < 100_000 ? (int)step : throw Unknown();
    }

    private static TfliteOperator Only(List<TfliteOperator> steps, string name) =>
        steps.Where(step => step.Name == name).ToList() is [var only] ? only : throw Unknown();

    private static TfliteTensor Constant(TfliteModel model, TfliteOperator step, int operand)
    {
        if (operand >= step.Inputs.Length || step.Inputs[operand] < 0)
            throw Unknown();
        var tensor = model.Tensors[step.Inputs[operand]];
        return tensor.IsConstant ? tensor : throw Unknown();
    }

    private static ImportRefusedException Unknown() => new("its spectrogram is made in a way that is not supported");
}
