using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Recognize.Api.Hosting;

/// <summary>How the process listens, logs and stops.</summary>
internal static class HostConfiguration
{
    /// <summary>Only JSON bodies of a few fields are ever sent to the API.</summary>
    private const int MaxRequestBodyBytes = 64 * 1024;

    private const int MaxHeaderBytes = 16 * 1024;

    private const int MaxConnections = 1000;

    public static void ConfigureHost(
        this WebApplicationBuilder builder, ApiSettings settings, TlsCertificate? certificate)
    {
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
            certificate?.Use(kestrel);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        ConfigureLog(builder.Logging, settings);
    }

    private static void ConfigureLog(ILoggingBuilder logging, ApiSettings settings)
    {
        logging.ClearProviders();
        if (settings.JsonLog)
            logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        else
            logging.AddSimpleConsole(console => console.SingleLine = true);

        logging.SetMinimumLevel(settings.MinimumLogLevel);

        // Requests and SQL are not logged one by one: their parameters are names and paths.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        logging.AddFilter("Npgsql", LogLevel.None);

        // Tells every refused token; the answer has told it already.
        logging.AddFilter("Recognize.Api.Accounts.BearerTokenHandler", LogLevel.Warning);

        // Tells at length what our own log tells in a line.
        logging.AddFilter("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogLevel.None);

        // Warns that cookie keys are kept unencrypted: they are, in a folder that only the owner can open.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }
}
