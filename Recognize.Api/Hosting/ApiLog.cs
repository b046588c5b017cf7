namespace Recognize.Api.Hosting;

/// <summary>What the API writes to its log: event ids 8000 to 8999.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(8000, LogLevel.Error, "{Problem}")]
    public static partial void SchemaMismatch(this ILogger logger, string problem);

    [LoggerMessage(8001, LogLevel.Warning, "The database cannot be reached yet; requests are answered with 503: {Reason}")]
    public static partial void DatabaseUnreachable(this ILogger logger, string reason);

    [LoggerMessage(8002, LogLevel.Error, "A request to {Route} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string route);

    [LoggerMessage(8003, LogLevel.Warning, "A sign-in was refused from {Address}: too many attempts")]
    public static partial void SignInThrottled(this ILogger logger, string address);

    [LoggerMessage(8004, LogLevel.Warning, "The original of media {MediaId} was refused: its path leads out of its library")]
    public static partial void OriginalOutsideLibrary(this ILogger logger, Guid mediaId);

    [LoggerMessage(8005, LogLevel.Information, "A new TLS certificate is in use; it is good until {NotAfter:u}")]
    public static partial void CertificateReloaded(this ILogger logger, DateTime notAfter);

    [LoggerMessage(8008, LogLevel.Warning, "The web app is not built ({Folder} is missing): only the API is served. ./recognize setup builds it")]
    public static partial void WebAppMissing(this ILogger logger, string folder);

    [LoggerMessage(8007, LogLevel.Warning, "A sign-in by the provider failed: {Reason}")]
    public static partial void ProviderRefused(this ILogger logger, string reason);

    [LoggerMessage(8006, LogLevel.Warning, "The TLS certificate was changed, but the one before stays in use: {Reason}")]
    public static partial void CertificateNotReloaded(this ILogger logger, string reason);
}
