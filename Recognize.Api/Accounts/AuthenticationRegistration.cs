using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Recognize.Api.Hosting;

namespace Recognize.Api.Accounts;

/// <summary>Registers who may ask: a session cookie or a bearer token, and nobody else unless a route says so.</summary>
internal static class AuthenticationRegistration
{
    private const string EitherScheme = "either";

    public static void AddApiAuthentication(this IServiceCollection services, ApiSettings settings)
    {
        CreatePrivateFolder(Path.GetDirectoryName(settings.CookieKeyFolder)!);
        CreatePrivateFolder(settings.CookieKeyFolder);
        services.AddDataProtection()
            .SetApplicationName("Recognize")
            .PersistKeysToFileSystem(new DirectoryInfo(settings.CookieKeyFolder));

        // A request that shows a token is judged by it alone: a cookie that comes along never widens it.
        services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? BearerTokenHandler.SchemeName : SessionCookie.Scheme)
            .AddScheme<AuthenticationSchemeOptions, BearerTokenHandler>(BearerTokenHandler.SchemeName, null)
            .AddCookie(SessionCookie.Scheme, options => SessionCookie.Configure(options, settings.Transport.BasePath))
            .AddProviderSignIn(settings.Provider);

        services.AddAuthorizationBuilder().SetFallbackPolicy(
            new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddHttpContextAccessor();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<SignInFailures>();
        services.AddScoped<OwnerScope>();
        services.AddScoped<VisibleScope>();
    }

    private static void CreatePrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(path, OwnerOnly);
        File.SetUnixFileMode(path, OwnerOnly);
    }
}
