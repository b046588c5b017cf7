using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Recognize.Tests.Support;

/// <summary>Keeps what is logged, for tests of what an owner gets to read.</summary>
internal sealed class CollectingLogger : ILogger
{
    private readonly ConcurrentQueue<(EventId Id, string Message)> _entries = new();

    public IReadOnlyList<string> Messages => [.. _entries.Select(entry => entry.Message)];

    public IReadOnlyList<int> EventIds => [.. _entries.Select(entry => entry.Id.Id)];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((eventId, formatter(state, exception)));
}
