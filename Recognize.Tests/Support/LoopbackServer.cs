using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Recognize.Tests.Support;

/// <summary>An http server on a free port of the loopback, whose answers the test writes, one after the other.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private const int MostAttempts = 20;

    private readonly HttpListener _listener;
    private readonly Task _serving;

    /// <param name="answer">Writes and closes the answer to one request.</param>
    public LoopbackServer(Func<HttpListenerContext, Task> answer)
    {
        (_listener, Address) = Listen();
        _serving = Task.Run(() => ServeAsync(answer));
    }

    /// <summary>With a slash at its end.</summary>
    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        // Not stopped first: closing a stopped one takes its port once more, which may be another test's by then.
        _listener.Close();
        await _serving.WaitAsync(TimeSpan.FromSeconds(10));
    }

    // A port that was free a moment ago may have been taken since.
    private static (HttpListener Listener, Uri Address) Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Free()}/"));
            var listener = new HttpListener { Prefixes = { address.AbsoluteUri } };
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (Exception taken) when (taken is HttpListenerException or SocketException && attempt < MostAttempts)
            {
                // Another one.
            }
        }
    }

    private async Task ServeAsync(Func<HttpListenerContext, Task> answer)
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            await answer(context);
        }
    }
}
