namespace Recognize.Api.Accounts;

/// <summary>
/// The only way out of this process: to the provider that an admin has named. What its documents refer to elsewhere, and what
/// it redirects to, is not asked.
/// </summary>
internal sealed class ProviderBackchannel(IReadOnlySet<string> origins) : DelegatingHandler(new SocketsHttpHandler
{
    AllowAutoRedirect = false,
    UseCookies = false,
    UseProxy = false,
})
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.RequestUri is { } address && origins.Contains(address.GetLeftPart(UriPartial.Authority))
            ? base.SendAsync(request, cancellationToken)
            : throw new HttpRequestException($"{request.RequestUri?.Host} is not a host of the provider that an admin has named.");
}
