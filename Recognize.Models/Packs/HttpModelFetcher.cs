using System.Net;
using System.Net.Http.Headers;

namespace Recognize.Models.Packs;

/// <summary>Downloads model files over http(s), continuing a broken download where it stopped.</summary>
internal sealed class HttpModelFetcher(Func<ModelFile, Uri> address, ModelPackOptions options) : IModelFetcher
{
    public async Task FetchAsync(
        ModelFile file, string partialPath, IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var from = address(file);
        // Made for this download and gone with it: outside of a pull no code can open a connection.
        using var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            MaxAutomaticRedirections = 5,
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Recognize", "1"));

        for (var attempt = 1; ; attempt++)
        {
            await using var partial = PartialFile.Open(file, partialPath);
            var had = partial.Length;
            try
            {
                await ContinueAsync(client, from, file, partial, progress, cancellationToken);
                if (partial.Length == file.Bytes)
                    return;
                throw new IOException($"the connection ended after {partial.Length} of {file.Bytes} bytes");
            }
            catch (Exception error) when (error is HttpRequestException or IOException or TimeoutException)
            {
                // Only a transfer that moved on is worth another try: a host that cannot be reached, or says no, will
                // say the same again.
                if (attempt >= options.Attempts || partial.Length <= had)
                    throw new ModelDownloadException($"{file.Name} cannot be fetched from {from.Host}: {error.Message}", error);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(250 * Math.Pow(2, attempt)), cancellationToken);
        }
    }

    private async Task ContinueAsync(
        HttpClient client, Uri from, ModelFile file, FileStream partial,
        IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (partial.Length >= file.Bytes)
            partial.SetLength(0);
        using var request = new HttpRequestMessage(HttpMethod.Get, from);
        if (partial.Length > 0)
            request.Headers.Range = new RangeHeaderValue(partial.Length, null);

        using var response = await SendAsync(client, request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            partial.SetLength(0);
            throw new HttpRequestException("the rest of an earlier download is refused; it starts anew next time");
        }
        response.EnsureSuccessStatusCode();
        var continues = response.StatusCode == HttpStatusCode.PartialContent
            && response.Content.Headers.ContentRange?.From == partial.Length;
        if (!continues)
            partial.SetLength(0);
        partial.Position = partial.Length;
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await PartialFile.AppendAsync(partial, body, file, options.StallTimeout, progress, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(options.ConnectTimeout + options.StallTimeout);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("it does not answer");
        }
    }
}
