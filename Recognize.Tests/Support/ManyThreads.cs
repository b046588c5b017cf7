using System.Runtime.CompilerServices;

namespace Recognize.Tests.Support;

/// <summary>
/// Gives the pool threads at once: many tests block theirs for seconds, and the time limits that others test are timers
/// of the same pool.
/// </summary>
internal static class ManyThreads
{
    private const int Enough = 64;

    [ModuleInitializer]
    internal static void Grant()
    {
        ThreadPool.GetMinThreads(out _, out var completionPorts);
        ThreadPool.SetMinThreads(Enough, completionPorts);
    }
}
