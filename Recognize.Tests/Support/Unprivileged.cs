using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Recognize.Tests.Support;

/// <summary>Runs code as somebody for whom file permissions bind, also when the tests run as root.</summary>
internal static partial class Unprivileged
{
    private const uint Nobody = 65534;

    /// <summary>
    /// Runs asynchronous work on one thread whose access to files is that of the user nobody. Database connections
    /// must be in the pool already: nobody may not reach the server's socket.
    /// </summary>
    public static Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        if (!Environment.IsPrivilegedProcess)
            return work();
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Permissions do not bind this account.");

        var finished = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            // Of this thread alone: the kernel keeps these ids by thread, and takes root's powers over files with them.
            // Each call gives the id from before it: the second one tells whether the first was heard.
            _ = SetGroup(Nobody);
            _ = SetUser(Nobody);
            Assert.Equal((int)Nobody, SetUser(Nobody));
            using var queue = new OneThread();
            SynchronizationContext.SetSynchronizationContext(queue);
            var running = work();
            running.ContinueWith(_ => queue.Finish(), TaskScheduler.Default);
            queue.Run();
            if (running.IsCompletedSuccessfully)
                finished.SetResult(running.Result);
            else
                finished.SetException(running.Exception!.InnerExceptions);
        });
        thread.Start();
        return finished.Task;
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetUser(uint id);

    [LibraryImport("libc", EntryPoint = "setfsgid")]
    private static partial int SetGroup(uint id);

    private sealed class OneThread : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];

        public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

        public void Finish() => _queue.CompleteAdding();

        public void Run()
        {
            foreach (var (callback, state) in _queue.GetConsumingEnumerable())
                callback(state);
        }

        public void Dispose() => _queue.Dispose();
    }
}
