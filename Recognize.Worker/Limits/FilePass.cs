namespace Recognize.Worker.Limits;

/// <summary>The leave to analyse one file; ends when disposed.</summary>
internal sealed class FilePass(WorkGate gate, double estimateMiB) : IDisposable
{
    public void Dispose() => gate.Leave(estimateMiB);
}
