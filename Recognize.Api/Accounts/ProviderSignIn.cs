using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Recognize.Api.Hosting;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;

namespace Recognize.Api.Accounts;

/// <summary>
/// Signing in by an OpenID Connect provider: code flow with PKCE. A user of the provider is a user here once the two were
/// linked, by the provider's <c>sub</c>; a name or an address that is the same proves nothing.
/// </summary>
internal static class ProviderSignIn
{
    public const string Scheme = "provider";

    public const string CallbackPath = "/api/session/provider/callback";

    /// <summary>The session that asks to be linked; signed, and good in the browser that has asked only.</summary>
    public const string LinkingSession = "linking-session";

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    // Of public keys only: the client's secret must not be able to sign.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public static void AddProviderSignIn(this AuthenticationBuilder authentication, ProviderSettings? provider)
    {
        if (provider is null)
            return;
        authentication.AddOpenIdConnect(Scheme, options =>
        {
            options.Authority = provider.Authority.ToString();
            options.RequireHttpsMetadata = provider.Authority.Scheme == Uri.UriSchemeHttps;
            options.ClientId = provider.ClientId;
            options.ClientSecret = provider.ClientSecret;
            options.ResponseType = OpenIdConnectResponseType.Code;
            // The answer comes as a navigation, so that its cookies need not be sent with what other sites post.
            options.ResponseMode = OpenIdConnectResponseMode.Query;
            options.UsePkce = true;
            options.Scope.Clear();
            options.Scope.Add("openid");
            options.Scope.Add("profile");
            options.CallbackPath = CallbackPath;
            options.SignInScheme = SessionCookie.Scheme;
            options.SaveTokens = false;
            options.MapInboundClaims = false;
            // By default the issuer is taken out.
            options.ClaimActions.Clear();
            options.DisableTelemetry = true;
            options.BackchannelHttpHandler = new ProviderBackchannel(provider.Origins);
            options.BackchannelTimeout = TimeSpan.FromSeconds(10);
            options.TokenValidationParameters.ValidAlgorithms = Algorithms;
            options.TokenValidationParameters.ClockSkew = ClockSkew;
            foreach (var cookie in (CookieBuilder[])[options.CorrelationCookie, options.NonceCookie])
            {
                cookie.SameSite = SameSiteMode.Lax;
                cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            }
            // The standard lets a token that came straight from the provider be unsigned; there is no need for that here.
            options.Events.OnTokenValidated = context =>
            {
                if (!Algorithms.Contains(context.SecurityToken.SignatureAlgorithm) || context.SecurityToken.RawSignature.Length == 0)
                    context.Fail("The provider's token is not signed by its public key.");
                return Task.CompletedTask;
            };
            // Only when all of the answer was checked, the nonce last of all.
            options.Events.OnTicketReceived = context => FinishAsync(context, provider);
            options.Events.OnRemoteFailure = context =>
            {
                LoggerOf(context.HttpContext).ProviderRefused(context.Failure?.Message ?? "no reason given");
                return EndAsync(context, "provider");
            };
        });
    }

    private static async Task FinishAsync(TicketReceivedContext context, ProviderSettings provider)
    {
        var (principal, http) = (context.Principal!, context.HttpContext);
        var (issuer, subject) = (Claim(principal, "iss"), Claim(principal, "sub"));
        if (issuer is null || subject is null)
        {
            await EndAsync(context, "provider");
            return;
        }
        var cancellationToken = http.RequestAborted;
        if (context.Properties?.Items.TryGetValue(LinkingSession, out var session) == true)
        {
            await EndAsync(context, await LinkAsync(http, session, issuer, subject, cancellationToken));
            return;
        }
        var logins = http.RequestServices.GetRequiredService<ProviderLogins>();
        var user = await logins.FindUserAsync(issuer, subject, cancellationToken);
        if (user is null && provider.CreatesUsers && !await logins.IsLinkedAsync(issuer, subject, cancellationToken))
            user = await CreateAsync(http, logins, principal, issuer, subject, cancellationToken);
        if (user is null)
        {
            await EndAsync(context, "not-linked");
            return;
        }
        if (provider.AdminClaim is { } admins)
        {
            // The last admin stays one: the provider must not be able to lock the house out.
            await http.RequestServices.GetRequiredService<UserAdministration>().SetAdminAsync(
                user.Id, principal.HasClaim(admins.Type, admins.Value), new AuditActor(null, "sign-in by the provider"), cancellationToken);
        }
        await EndAsync(context, await SessionCookie.SignInAsync(http, user, cancellationToken) ? null : "not-linked");
    }

    private static async Task<string?> LinkAsync(
        HttpContext http, string? session, string issuer, string subject, CancellationToken cancellationToken)
    {
        var user = Guid.TryParse(session, out var id)
            ? await http.RequestServices.GetRequiredService<SessionDirectory>().FindUserAsync(id, cancellationToken)
            : null;
        if (user is null)
            return "session-ended";
        return await http.RequestServices.GetRequiredService<ProviderLogins>().LinkAsync(
            user, issuer, subject, new AuditActor(user.Id, user.Name, Caller.AddressOf(http)), cancellationToken)
            ? null
            : "linked-elsewhere";
    }

    private static async Task<UserAccount?> CreateAsync(
        HttpContext http, ProviderLogins logins, ClaimsPrincipal principal, string issuer, string subject,
        CancellationToken cancellationToken)
    {
        var name = Claim(principal, "preferred_username") ?? Claim(principal, "name") ?? subject;
        try
        {
            return await logins.CreateUserAsync(name, issuer, subject, Caller.AddressOf(http), cancellationToken);
        }
        catch (InvalidUserNameException refused)
        {
            LoggerOf(http).ProviderRefused(refused.Message);
            return null;
        }
    }

    /// <summary>Back to the page, which says what the problem is.</summary>
    private static Task EndAsync<TOptions>(HandleRequestContext<TOptions> context, string? problem)
        where TOptions : AuthenticationSchemeOptions
    {
        context.HandleResponse();
        context.Response.Redirect($"{context.Request.PathBase}/{(problem is null ? "" : $"#problem={problem}")}");
        return Task.CompletedTask;
    }

    private static string? Claim(ClaimsPrincipal principal, string type) => principal.FindFirst(type)?.Value;

    private static ILogger LoggerOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProviderSignIn));
}
