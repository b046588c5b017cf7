using System.Net;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packs;

/// <summary>Serves one file over http on the loopback, with ranges, and breaks its first answers when told to.</summary>
internal sealed class RangeServer : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly byte[] _content;
    private int _breaksLeft;

    /// <param name="content">What every path holds.</param>
    /// <param name="breaks">How many answers end after a third of what was asked for.</param>
    /// <param name="honourRanges">Whether a range is answered with that range, or with everything.</param>
    public RangeServer(byte[] content, int breaks = 0, bool honourRanges = true)
    {
        _content = content;
        _breaksLeft = breaks;
        HonourRanges = honourRanges;
        _server = new LoopbackServer(AnswerAsync);
    }

    public Uri Address => new(_server.Address, "models/");

    public bool HonourRanges { get; }

    /// <summary>First byte asked for by each request, in order.</summary>
    public List<long> Starts { get; } = [];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var range = context.Request.Headers["Range"];
        var start = range is null ? 0 : long.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture);
        lock (Starts)
            Starts.Add(start);
        if (range is not null && HonourRanges)
        {
            context.Response.StatusCode = (int)HttpStatusCode.PartialContent;
            context.Response.AddHeader("Content-Range", $"bytes {start}-{_content.Length - 1}/{_content.Length}");
        }
        else
        {
            start = 0;
        }
        var rest = _content.AsMemory((int)start);
        context.Response.ContentLength64 = rest.Length;
        if (_breaksLeft-- > 0)
        {
            await context.Response.OutputStream.WriteAsync(rest[..(rest.Length / 3)]);
            await context.Response.OutputStream.FlushAsync();
            context.Response.Abort();
            return;
        }
        await context.Response.OutputStream.WriteAsync(rest);
        context.Response.Close();
    }
}
