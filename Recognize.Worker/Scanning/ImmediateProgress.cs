namespace Recognize.Worker.Scanning;

/// <summary>Unlike <see cref="Progress{T}"/>, reports before it returns, so that the last count is the last seen.</summary>
internal sealed class ImmediateProgress(Action<int> report) : IProgress<int>
{
    public void Report(int value) => report(value);
}
