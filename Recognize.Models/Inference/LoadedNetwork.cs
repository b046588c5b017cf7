namespace Recognize.Models.Inference;

/// <summary>A network of the pool as a black box, to measure it by itself.</summary>
public sealed class LoadedNetwork
{
    private readonly OnnxModel _model;

    internal LoadedNetwork(OnnxModel model) => _model = model;

    public string FileName => _model.FileName;

    /// <summary>Inputs that it takes at once; null for any number.</summary>
    public int? Batch => _model.InputShape[0] > 0 ? _model.InputShape[0] : null;

    /// <summary>Whether the size of one input is fixed, so that it can be run without knowing what it is for.</summary>
    public bool HasFixedInput => _model.InputShape.Skip(1).All(size => size > 0);

    /// <summary>Runs it once on zeros, on the calling thread.</summary>
    /// <exception cref="InvalidOperationException">Its input has no fixed size.</exception>
    /// <exception cref="ModelFileException">Its file is missing or damaged.</exception>
    public void RunOnZeros(int batch, CancellationToken cancellationToken)
    {
        if (!HasFixedInput)
            throw new InvalidOperationException($"The input of {FileName} has no fixed size.");
        using var run = _model.Rent([batch, .. _model.InputShape.Skip(1).Select(size => (long)size)]);
        run.Input.Clear();
        run.Execute(cancellationToken);
    }
}
