using Recognize.Models;

namespace Recognize.Api.Hosting;

/// <summary>
/// Stops an API whose parent is gone, also one that was killed: nobody else would, and it would keep the port from the next.
/// See <see cref="ChildArguments.UntilInputEnds"/>.
/// </summary>
internal sealed class ParentWatch(IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Reading a pipe occupies its thread for as long as the parent lives.
        new Thread(WaitForEnd) { IsBackground = true, Name = "parent" }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void WaitForEnd()
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
            // Nothing is ever said.
        }
        lifetime.StopApplication();
    }
}
